import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { causesOf, decisiveLog } from '../causes.ts';
import { plainText } from '../plainText.ts';
import type { RunReport } from '../runReport.ts';
import { htmlPage } from './page.ts';

/** The page of a run, with the ends of its logs. */
export async function writePage(report: RunReport): Promise<string> {
  return htmlPage(report, { logs: logEnds(report), script: await readScript() });
}

/**
 * The page's own program, which the build puts beside the program that is built, and in `dist/` for one that runs from its
 * sources.
 */
async function readScript(): Promise<string> {
  const { dirname } = import.meta;
  const folder = dirname.endsWith(join('src', 'report', 'html')) ? '../../../dist' : '.';
  return (await readFile(join(dirname, folder, 'page.js'), 'utf8')).trim();
}

// Of one log, and of all together.
const most = { one: 16_000, all: 1_000_000 };

/** The ends of the logs of the first cell of each cause, by its id. */
function logEnds(report: RunReport): ReadonlyMap<string, string> {
  const ends = new Map<string, string>();
  let left = most.all;
  for (const { first } of causesOf(report.record.cells)) {
    const log = decisiveLog(first);
    const end = log === undefined || left <= 0 ? '' : endOf(join(report.folder, log));
    left -= end.length;
    if (end !== '') {
      ends.set(first.id, end);
    }
  }
  return ends;
}

/** What a log ends with; '' where it is gone or is no file. Tests wrote into it, and nobody but spip names it. */
function endOf(path: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) {
      return '';
    }
    const buffer = Buffer.alloc(Math.min(stats.size, most.one));
    const length = readSync(descriptor, buffer, 0, buffer.length, stats.size - buffer.length);
    const text = plainText(buffer.subarray(0, length).toString('utf8').trimEnd());
    return stats.size > buffer.length ? `...\n${text.slice(text.indexOf('\n') + 1)}` : text;
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}
