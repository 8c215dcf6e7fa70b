import { closeSync, constants, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import { Folder } from '../../lib/files/folder.ts';
import { oneLine } from '../oneLine.ts';
import { evidenceName, takenName } from './evidenceName.ts';

/** What the Pythons of a cell, and tools that refused to run in it, wrote down. */
export type Evidence =
  | { readonly kind: 'tool'; readonly name: string }
  | { readonly kind: 'module'; readonly name: string; readonly file: string }
  /** Some module under test came from the environment. */
  | { readonly kind: 'taken' }
  /** A module that was to be run and is not there. */
  | { readonly kind: 'missing'; readonly name: string }
  /** A run of a test runner; how many tests unittest had. */
  | { readonly kind: 'runner'; readonly name: 'pytest' | 'unittest'; readonly tests: number };

/** More than this is nothing that spip wrote. */
const mostBytes = 65_536;

/** What was found in the cell's home, once each. Code under test may have put anything there: then there is none. */
export function readEvidence(home: string): readonly Evidence[] {
  const found = new Map(
    readText(home)
      .split('\n')
      .flatMap((line) => evidenceOf(line.split('\t')).map((one) => [line, one] as const)),
  );
  return wasTaken(home) ? [...found.values(), { kind: 'taken' }] : [...found.values()];
}

/** Forgets it, too: it is none of what the cell has made. */
function wasTaken(home: string): boolean {
  try {
    using folder = Folder.open(home);
    unlinkSync(folder.at(takenName));
    return true;
  } catch {
    return false;
  }
}

function evidenceOf([kind, name = '', rest = '']: readonly string[]): readonly Evidence[] {
  switch (kind) {
    case 'tool':
    case 'missing':
      return [{ kind, name: oneLine(name) }];
    case 'module':
      return [{ kind, name: oneLine(name), file: oneLine(rest) }];
    case 'runner':
      return name === 'pytest' || name === 'unittest'
        ? [{ kind, name, tests: Number(rest) || 0 }]
        : [];
    default:
      return [];
  }
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
