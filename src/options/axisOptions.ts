import type { OptionTable } from './option.ts';
import { parseValue } from './parseValue.ts';

/** What multiplies a grid beside Pythons and `--with`, and what keeps it small. */
export const axisOptions = {
  extras: {
    name: 'extras',
    takes: 'value',
    placeholder: 'LIST',
    parse: (raw, origin) =>
      parseValue
        .list(raw, origin)
        .flatMap((text) => text.split(','))
        .map((text) => text.trim())
        .filter((text) => text !== ''),
    setting: true,
    help: "An axis of extras, with commas: 'a,b' tests with each, 'none,a,a+b' without, with one, and with both",
  },
  eachExtra: {
    name: 'each-extra',
    takes: 'nothing',
    setting: true,
    help: 'An axis of all extras that a release has, one at a time, and of none',
  },
  // Without a setting of its own: `resolution` in the settings is the one order of both commands.
  strategies: {
    name: 'resolution',
    takes: 'value',
    placeholder: 'ORDER',
    parse: parseValue.choices('highest', 'lowest', 'lowest-direct'),
    help: 'Which releases are tried first: highest, lowest, or lowest-direct (the lowest of what the release under test requires); several, with commas, are an axis [highest]',
  },
  excludedCells: {
    name: 'exclude-cell',
    takes: 'values',
    placeholder: 'CELL',
    parse: parseValue.texts,
    setting: true,
    help: "Cells with all of these values are not run, such as 'python=3.9,numpy=2.*' (repeatable)",
  },
  pairwise: {
    name: 'pairwise',
    takes: 'nothing',
    setting: true,
    help: 'Of all cells only so many that each pair of axis values is there',
  },
  budget: {
    name: 'budget',
    takes: 'value',
    placeholder: 'N',
    parse: parseValue.count,
    setting: true,
    help: 'At most N cells: first those at the ends of each axis',
  },
} as const satisfies OptionTable;
