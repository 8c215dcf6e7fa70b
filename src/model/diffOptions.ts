import type { GlobalOptions } from './options.ts';

/** What an environment is named by. */
export type EnvironmentName =
  /** A commit id or a unique beginning of one. */
  | { readonly kind: 'commit'; readonly commit: string }
  | { readonly kind: 'cell'; readonly run: string; readonly cell: string };

export interface DiffOptions {
  readonly global: GlobalOptions;
  readonly from: EnvironmentName;
  readonly to: EnvironmentName;
  readonly format: 'table' | 'json';
}
