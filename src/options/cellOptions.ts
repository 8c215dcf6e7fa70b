import type { OptionTable } from './option.ts';
import { parseValue } from './parseValue.ts';

/** How many cells run at once, which of them, and how often. */
export const cellOptions = {
  jobs: {
    name: 'jobs',
    short: 'j',
    takes: 'value',
    placeholder: 'N',
    parse: parseValue.count,
    setting: true,
    help: 'Cells at once [what the machine has]',
  },
  totalMemory: {
    name: 'total-memory',
    takes: 'value',
    placeholder: 'SIZE',
    parse: parseValue.bytes,
    setting: true,
    help: 'Memory of all cells at once: fewer run where they would take more, as far as earlier ones tell [what is free]',
  },
  rerun: {
    name: 'rerun',
    takes: 'value',
    placeholder: 'WHICH',
    parse: parseValue.choice('failed', 'all'),
    setting: true,
    help: 'Run again what earlier runs have found: failed (all that did not pass) or all',
  },
  noResultCache: {
    name: 'no-result-cache',
    takes: 'nothing',
    setting: true,
    help: 'Run every cell, and keep no verdict for later runs',
  },
  retries: {
    name: 'retries',
    takes: 'value',
    placeholder: 'N',
    parse: parseValue.count,
    setting: true,
    help: 'Repeat a cell that fails or hits a limit up to N times; a pass is then flaky [0]',
  },
  control: {
    name: 'control',
    takes: 'nothing',
    setting: true,
    help: 'Run each cell twice in the same environment; one that does not pass both times is flaky',
  },
  repair: {
    name: 'repair',
    takes: 'nothing',
    setting: true,
    help: 'Run a cell that fails again with what a fixed list (docs/tests.md) has for it; a pass is then repaired',
  },
  failFast: {
    name: 'fail-fast',
    takes: 'nothing',
    setting: true,
    help: 'Start no further cell after the first failure',
  },
  profile: {
    name: 'profile',
    takes: 'nothing',
    help: 'Say at the end what the run cost and what waited for what',
  },
  sandbox: {
    name: 'sandbox',
    takes: 'value',
    placeholder: 'MODE',
    parse: parseValue.choice('auto', 'require', 'off'),
    default: 'auto',
    help: 'auto, require or off [auto]',
  },
  keep: {
    name: 'keep',
    takes: 'value',
    placeholder: 'WHICH',
    parse: parseValue.choice('none', 'failed', 'all'),
    default: 'none',
    help: 'Move the folders of failed or all cells to <cache>/kept/<run>: failed, all, none [none]',
  },
} as const satisfies OptionTable;
