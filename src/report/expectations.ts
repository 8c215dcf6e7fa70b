import { SpipError } from '../lib/spipError.ts';
import type { CellRecord } from '../model/record.ts';

/** A known failure: cells that may fail, and why. */
export interface Expectation {
  /** As written: a cell's id in which `*` stands for any text. */
  readonly pattern: string;
  readonly reason: string;
  readonly matches: (id: string) => boolean;
}

/**
 * A list of known failures: `PATTERN  # REASON` a line, where PATTERN is a cell's id and `*` stands for any text; empty lines
 * and lines that begin with `#` say nothing. `source` names it in messages.
 *
 * @throws SpipError `usage`
 */
export function parseExpectations(text: string, source: string): readonly Expectation[] {
  return text.split('\n').flatMap((line, index) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) {
      return [];
    }
    const [, pattern, reason] = /^(.*?)\s+#\s*(.+)$/.exec(trimmed) ?? [];
    if (pattern === undefined || reason === undefined) {
      throw new SpipError(
        'usage',
        `Expected a pattern of cells and a reason in line ${index + 1} of \`${source}\`: \`${trimmed}\``,
        { hint: 'for example `webob==1.8.*@3.13  # the module cgi is gone`' },
      );
    }
    return [{ pattern, reason, matches: matcherOf(pattern) }];
  });
}

/** The first that knows of a cell. */
export function expectationOf(
  { id }: Pick<CellRecord, 'id'>,
  expectations: readonly Expectation[],
): Expectation | undefined {
  return expectations.find(({ matches }) => matches(id));
}

/** Whether a cell has failed in a way that can be known before. */
export function canBeExpected({ state }: Pick<CellRecord, 'state'>): boolean {
  return state === 'fail' || state === 'blocked' || state === 'limit' || state === 'no-tests';
}

function matcherOf(pattern: string): (id: string) => boolean {
  const parts = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  const expression = new RegExp(`^${parts.join('[^]*')}$`);
  return (id) => expression.test(id);
}
