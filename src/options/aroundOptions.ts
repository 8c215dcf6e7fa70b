import type { OptionTable } from './option.ts';
import { parseValue } from './parseValue.ts';

/** What is run around the tests of a cell, and what is kept of them. */
export const aroundOptions = {
  before: {
    name: 'before',
    takes: 'value',
    placeholder: 'COMMAND',
    parse: parseValue.text,
    setting: true,
    help: 'Run this before the tests of each cell, where they run; where it fails they do not',
  },
  after: {
    name: 'after',
    takes: 'value',
    placeholder: 'COMMAND',
    parse: parseValue.text,
    setting: true,
    help: 'Run this after the tests of each cell, whatever they came to',
  },
  artifacts: {
    name: 'artifacts',
    takes: 'values',
    placeholder: 'GLOB',
    parse: parseValue.texts,
    setting: true,
    help: "Keep these files of each cell's working folder in that of the run; * stands for folders too (repeatable)",
  },
  afterAll: {
    name: 'after-all',
    takes: 'value',
    placeholder: 'COMMAND',
    parse: parseValue.text,
    setting: true,
    help: 'Run this once after all cells, on this machine, in the folder of their artifacts',
  },
} as const satisfies OptionTable;
