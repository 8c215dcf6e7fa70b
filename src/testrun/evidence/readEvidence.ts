import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Folder } from '../../lib/folder.ts';
import { oneLine } from '../oneLine.ts';
import { evidenceName } from './evidenceName.ts';

/** What ran in a cell, or was to run, that was none of its environment. */
export type Evidence =
  | { readonly kind: 'tool'; readonly name: string }
  | { readonly kind: 'module'; readonly name: string; readonly file: string };

/** More than this is nothing that spip wrote. */
const mostBytes = 65_536;

/** What was found in the cell's home, once each. Code under test may have put anything there: then there is none. */
export function readEvidence(home: string): readonly Evidence[] {
  const found = new Map(
    readText(home)
      .split('\n')
      .flatMap((line) => evidenceOf(line.split('\t')).map((one) => [line, one] as const)),
  );
  return [...found.values()];
}

function evidenceOf([kind, name = '', file = '']: readonly string[]): readonly Evidence[] {
  if (kind === 'tool') {
    return [{ kind, name: oneLine(name) }];
  }
  return kind === 'module' ? [{ kind, name: oneLine(name), file: oneLine(file) }] : [];
}

function readText(home: string): string {
  let descriptor: number | undefined;
  try {
    using folder = Folder.open(home);
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    descriptor = openSync(folder.at(evidenceName), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!fstatSync(descriptor).isFile()) {
      return '';
    }
    const buffer = Buffer.alloc(mostBytes);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, mostBytes, 0));
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}
