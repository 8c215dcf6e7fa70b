import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { causesOf, decisiveLog } from '../causes.ts';
import { readLogEnd } from '../logFile.ts';
import type { RunReport } from '../runReport.ts';
import { collectData } from './collectData.ts';
import type { PackedData } from './packData.ts';
import { packData } from './packData.ts';
import { htmlPage } from './page.ts';

/** The page of a run, with the ends of its logs; `pending` are cells of a run that goes on, which the page then follows. */
export async function writePage(report: RunReport, pending?: ReadonlySet<string>): Promise<string> {
  return htmlPage(report, { logs: logEnds(report), script: await readScript(), pending });
}

/** All about the one cell of a report, as the page of a run that goes on asks for it. */
export function packCell(report: RunReport): PackedData {
  const { cells } = report.record;
  return packData(
    collectData(report, { causes: causesOf(cells), logs: logEnds(report), pending: new Set() }),
  );
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
    const end =
      log === undefined || left <= 0 ? undefined : readLogEnd(report.folder, log, most.one);
    if (end !== undefined && end.text !== '') {
      left -= end.text.length;
      ends.set(first.id, end.isWhole ? end.text : `...\n${end.text}`);
    }
  }
  return ends;
}
