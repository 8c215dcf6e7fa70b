import type { PageVerdict } from './pageData.ts';

/** What a page that follows a run is told. */
export type LiveMessage = { readonly cells: readonly LiveCell[] } | { readonly ended: true };

/** A cell that runs, or one that ended. */
export type LiveCell =
  | { readonly place: number; readonly phase: string }
  | { readonly place: number; readonly verdict: PageVerdict };
