import { keysOf } from '../lib/keysOf.ts';
import { globalOptions } from '../options/globalOptions.ts';
import { indexOptions } from '../options/indexOptions.ts';

/** What every command takes. */
export const globalGroup = { title: 'Everywhere', options: keysOf(globalOptions) };

export const indexGroup = { title: 'Index', options: keysOf(indexOptions) };

/** `--format` of the commands that list things. */
export const listFormatGroup = { title: 'Output', options: ['format'] } as const;
