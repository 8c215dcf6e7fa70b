import type { GlobalOptions } from './options.ts';

export interface GcOptions {
  readonly global: GlobalOptions;
  /** How many of the newest runs stay; `undefined`: all. */
  readonly keep: number | undefined;
  /** Age in seconds up to which runs stay; `undefined`: no matter how old. */
  readonly olderThan: number | undefined;
  readonly dryRun: boolean;
  readonly format: 'table' | 'json';
}
