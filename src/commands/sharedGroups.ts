import { keysOf } from '../lib/keysOf.ts';
import { globalOptions } from '../options/globalOptions.ts';
import { indexOptions } from '../options/indexOptions.ts';
import { reportOptions } from '../options/reportOptions.ts';

/** What every command takes. */
export const globalGroup = { title: 'Everywhere', options: keysOf(globalOptions) };

export const indexGroup = { title: 'Index', options: keysOf(indexOptions) };

/** `--format` of the commands that list things. */
export const listFormatGroup = { title: 'Output', options: ['format'] } as const;

/** What is written of a run beside the terminal. */
export const reportGroup = {
  title: 'Reports',
  options: [...keysOf(reportOptions), 'maxBytes'],
} as const;
