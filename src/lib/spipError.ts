import type { FailureCode } from './failureCodes.ts';
import { hideSecrets } from './urls/hideSecrets.ts';

export interface SpipErrorDetails {
  /** What the person can do about it: one sentence without a final period. */
  readonly hint?: string | undefined;
  /** Where a longer account lies, for example a build log. */
  readonly log?: string | undefined;
  /** Whether the same attempt would end the same way, so that it may be remembered. */
  readonly lasting?: boolean | undefined;
  readonly cause?: unknown;
}

/**
 * An expected failure. `message` follows the grammar of `docs/style.md`: "Failed to ..." or "Expected ...",
 * literals in backticks, no final period; the secrets of URLs in it and in the hint are hidden. Any other throw is a bug and prints its stack.
 */
export class SpipError extends Error {
  readonly code: FailureCode;
  readonly hint: string | undefined;
  readonly log: string | undefined;
  readonly lasting: boolean;

  constructor(code: FailureCode, message: string, details: SpipErrorDetails = {}) {
    super(fit(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SpipError';
    this.code = code;
    this.hint = details.hint === undefined ? undefined : fit(details.hint);
    this.log = details.log;
    this.lasting = details.lasting ?? false;
  }
}

/** In characters; an explanation may have a hundred lines. */
const longest = 20_000;

/** What a release or an index says may be a million times as long as a line. */
function fit(text: string): string {
  const shown = hideSecrets(text);
  const more = shown.length - longest;
  return more > 0 ? `${shown.slice(0, longest)}... (${more} more characters)` : shown;
}
