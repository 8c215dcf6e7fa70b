import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CellRecord, StepRecord } from '../model/record.ts';
import type { NamedTests, TestNames } from '../model/testNames.ts';
import { testNamesPath } from '../model/testNames.ts';
import { decisiveLog } from './causes.ts';
import { plainText } from './plainText.ts';

/** The end of a log, safe to be shown, or all of it. */
export interface LogEnd {
  readonly text: string;
  readonly isWhole: boolean;
}

/** Reads what a log of a run ends with, at most so many bytes; `undefined` where it is gone or is no file. */
export function readLogEnd(folder: string, log: string, mostBytes: number): LogEnd | undefined {
  const end = readEnd(folder, log, mostBytes);
  if (end === undefined) {
    return undefined;
  }
  const text = plainText(end.text.trimEnd());
  // A line that is cut says less than none.
  return end.isWhole ? { ...end, text } : { ...end, text: text.slice(text.indexOf('\n') + 1) };
}

/** What the tests of a step are called that did not fail; `undefined` where nobody wrote it down, or not of this run of them. */
export function readTestNames(
  folder: string,
  { log, tests }: Pick<StepRecord, 'log' | 'tests'>,
): TestNames | undefined {
  const found =
    log === null || tests === null ? undefined : readEnd(folder, testNamesPath(log), mostNameBytes);
  if (found === undefined) {
    return undefined;
  }
  try {
    // spip wrote it.
    const { counts, names } = JSON.parse(found.text) as NamedTests;
    return isDeepStrictEqual(counts, tests?.counts) ? names : undefined;
  } catch {
    return undefined;
  }
}

const mostNameBytes = 1_000_000;

/** Links are not followed: tests wrote into logs. */
function readEnd(folder: string, log: string, mostBytes: number): LogEnd | undefined {
  let descriptor: number | undefined;
  try {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    descriptor = openSync(join(folder, log), flags);
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) {
      return undefined;
    }
    const buffer = Buffer.alloc(Math.min(stats.size, mostBytes));
    const length = readSync(descriptor, buffer, 0, buffer.length, stats.size - buffer.length);
    return { text: buffer.subarray(0, length).toString('utf8'), isWhole: stats.size === length };
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}

/** The step whose log tells most: the one that is named, the one that decided, or the last that has a log. */
export function stepWithLog(cell: CellRecord, name: string | undefined): StepRecord | undefined {
  const withLog = cell.steps.filter(({ log }) => log !== null);
  return name === undefined
    ? (withLog.find(({ log }) => log === decisiveLog(cell)) ?? withLog.at(-1))
    : withLog.find((step) => step.name === name);
}
