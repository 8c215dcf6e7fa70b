import type { DistFile } from './distFile.ts';

/** The tests of a source tree, which run against the wheel that was built from it. */
export interface CheckoutTests {
  /** What the tree was packed as: wheel and working folder come from the same bytes. */
  readonly sdist: DistFile;
  /** Run in the place of a runner of tests; `null`: pytest where it is installed, else unittest. */
  readonly command: string | null;
  /** Arguments of the runner. */
  readonly args: readonly string[];
  /** Where the requirements of the tests stand, for people. */
  readonly source: string;
}
