import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { CellRecord, StepRecord } from '../model/record.ts';
import { decisiveLog } from './causes.ts';
import { plainText } from './plainText.ts';

/** The end of a log, safe to be shown, or all of it. */
export interface LogEnd {
  readonly text: string;
  readonly isWhole: boolean;
}

/**
 * Reads what a log of a run ends with, at most so many bytes; `undefined` where it is gone or is no file. Links are not
 * followed: tests wrote into it.
 */
export function readLogEnd(folder: string, log: string, mostBytes: number): LogEnd | undefined {
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
    const text = plainText(buffer.subarray(0, length).toString('utf8').trimEnd());
    const isWhole = stats.size === length;
    // A line that is cut says less than none.
    return { text: isWhole ? text : text.slice(text.indexOf('\n') + 1), isWhole };
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
