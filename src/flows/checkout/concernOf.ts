import { testFileMatcher } from '../../owntests/testFiles.ts';
import type { CheckoutProject } from './checkoutProject.ts';

/** What an edit is to run again. */
export type Concern =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'all' }
  /** Only files of tests were changed: these. */
  | { readonly kind: 'files'; readonly paths: readonly string[] };

export interface Edit {
  /** Paths that have come, gone or changed. */
  readonly changed: readonly string[];
  /** Those of them that are there. */
  readonly there: readonly string[];
  /** Arguments of the runner. */
  readonly args: readonly string[];
}

const documents = /^(?:docs?|changelog\.d|changes|news|newsfragments)\/|\.(?:md|rst)$/i;

/** A file of tests concerns itself, a document nobody, and everything else all tests. */
export function concernOf(
  { changed, there, args }: Edit,
  { config }: Pick<CheckoutProject, 'config'>,
): Concern {
  const options = [...args, ...(config.pytest?.options.get('addopts') ?? [])];
  const readsDocuments = options.some((word) => word.startsWith('--doctest-glob'));
  const decisive = changed.filter(
    (path) => readsDocuments || !documents.test(path) || /^readme\b/i.test(path),
  );
  if (decisive.length === 0) {
    return { kind: 'nothing' };
  }
  const isTest = testFileMatcher(config);
  // Whoever names files himself has them run.
  const isOpen = args.every((arg) => arg.startsWith('-'));
  const only = decisive.every((path) => isTest(path) && there.includes(path));
  return only && isOpen ? { kind: 'files', paths: decisive } : { kind: 'all' };
}
