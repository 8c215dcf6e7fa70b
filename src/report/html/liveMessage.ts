import type { PackedData } from './packData.ts';
import type { PageVerdict } from './pageData.ts';

/** What a page that follows a run is told. */
export type LiveMessage = { readonly cells: readonly LiveCell[] } | { readonly ended: true };

/** A cell that runs, or one that ended. */
export type LiveCell =
  | { readonly place: number; readonly phase: string }
  | { readonly place: number; readonly verdict: PageVerdict };

/** What a page that follows one cell is told: what it does, and in the end all about it. */
export type CellMessage =
  | { readonly phase: string; readonly log: LiveLog | null }
  | { readonly cell: PackedData };

/** The end of the log that a cell writes. */
export interface LiveLog {
  readonly name: string;
  readonly text: string;
}
