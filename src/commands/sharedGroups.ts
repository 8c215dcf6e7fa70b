import { keysOf } from '../lib/keysOf.ts';
import { globalOptions } from '../options/globalOptions.ts';
import { indexOptions } from '../options/indexOptions.ts';
import { reportOptions } from '../options/reportOptions.ts';

/** What every command takes. */
export const globalGroup = { title: 'Everywhere', options: keysOf(globalOptions) };

export const indexGroup = { title: 'Index', options: keysOf(indexOptions) };

/** `--format` of the commands that list things. */
export const listFormatGroup = { title: 'Output', options: ['format'] } as const;

/** What a cell that runs again needs to be told again. */
export const againGroup = { title: 'Resolution', options: ['overrideFiles'] } as const;

/** What is written of a run beside the terminal. */
export const reportGroup = {
  title: 'Reports',
  options: [...keysOf(reportOptions), 'maxBytes'],
} as const;

/** How cells run, and what they have of the machine. */
export const cellGroups = [
  {
    title: 'Running',
    options: [
      'jobs',
      'totalMemory',
      'timeout',
      'rerun',
      'noResultCache',
      'retries',
      'control',
      'repair',
      'failFast',
      'sandbox',
      'keep',
      'dryRun',
    ],
  },
  {
    title: 'Limits',
    options: ['silenceTimeout', 'maxMemory', 'maxProcesses', 'maxOutput', 'maxDisk'],
  },
  { title: 'Around the tests', options: ['before', 'after', 'artifacts', 'afterAll'] },
  { title: 'Of this machine', options: ['network', 'passEnv', 'env', 'mounts'] },
] as const;

/** How a run of cells is judged and told. */
export const runGroups = [
  { title: 'Judging', options: ['baseline', 'expect'] },
  reportGroup,
  { title: 'Output', options: ['profile', 'events', 'open', 'serve', 'noCi'] },
] as const;
