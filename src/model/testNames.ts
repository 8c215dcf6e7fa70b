import type { TestCounts } from './ownTests.ts';

/** What a test comes to that does not fail. */
export const testOutcomes = ['passed', 'skipped', 'xfailed', 'xpassed'] as const;

/**
 * What the tests of a release are called that did not fail. They are too many for the record and lie in a file of their own
 * beside the log of the step; of a suite with very many the first ones.
 */
export type TestNames = Readonly<Record<(typeof testOutcomes)[number], readonly string[]>>;

/** What the file holds. */
export interface NamedTests {
  /** Of which run they are: that of the record has these counts. */
  readonly counts: TestCounts;
  readonly names: TestNames;
}

/** Where the file lies, by the log of its step. */
export function testNamesPath(log: string): string {
  return log.replace(/(?:\.log)?$/, '.tests.json');
}
