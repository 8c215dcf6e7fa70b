import assert from 'node:assert/strict';
import { SpipError } from '../../src/lib/spipError.ts';
import type { Known } from './normalise.ts';
import { replaceKnown } from './normalise.ts';

/** All that people get of an expected failure; `hint` is left out where there is none. */
export interface ShownFailure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** The expected failure that a task ends with, known values replaced; any other end fails the test. */
export async function failureOf(task: () => unknown, known: Known = {}): Promise<ShownFailure> {
  try {
    await task();
  } catch (error) {
    if (!(error instanceof SpipError)) {
      throw error;
    }
    const { code, message, hint } = error;
    return {
      code,
      message: replaceKnown(message, known),
      ...(hint === undefined ? {} : { hint: replaceKnown(hint, known) }),
    };
  }
  return assert.fail('It ended without a failure');
}
