import type { OptionGroup } from './commandSpec.ts';
import { globalGroup } from './globalOptions.ts';
import { indexGroup } from './indexOptions.ts';
import { resolutionGroup } from './resolutionOptions.ts';

/** The options of `spip matrix`, in the groups of its help. */
export const matrixGroups: readonly OptionGroup[] = [
  {
    title: 'Releases',
    options: [
      {
        name: 'versions',
        takes: 'value',
        placeholder: 'SPEC',
        help: "Only releases that satisfy this, such as '>=2,<3'",
      },
      { name: 'limit', takes: 'value', placeholder: 'N', help: 'The newest N of each package [5]' },
      { name: 'all', takes: 'nothing', help: 'Every release' },
      {
        name: 'exclude',
        takes: 'value',
        placeholder: 'SPEC',
        help: "No release that satisfies this, such as '==2.1.*'",
      },
      {
        name: 'latest-per',
        takes: 'value',
        placeholder: 'PART',
        help: 'Only the newest release of each major or minor version',
      },
      { name: 'pre', takes: 'nothing', help: 'Pre-releases too' },
      { name: 'yanked', takes: 'nothing', help: 'Yanked releases too' },
    ],
  },
  {
    title: 'Interpreters',
    options: [
      {
        name: 'python',
        takes: 'values',
        placeholder: 'WHICH',
        help: "auto (the newest that a release admits), all, 3.8,3.12, '>=3.9', pypy3.10, a path (repeatable) [auto]",
      },
    ],
  },
  resolutionGroup(
    [
      {
        name: 'with',
        takes: 'values',
        placeholder: 'REQ',
        help: "Also install this; 'numpy==1.26.*|==2.*' tests each alternative (repeatable)",
      },
      {
        name: 'lock',
        takes: 'value',
        placeholder: 'FILE',
        help: 'A pylock.toml: each cell gets its set, with the release under test in place of its own',
      },
      {
        name: 'as-of',
        takes: 'value',
        placeholder: 'WHEN',
        help: "release, or a date: resolve from what there was a day after each release's upload, or then",
      },
    ],
    'what the release under test requires',
  ),
  {
    title: 'Tests',
    options: [
      {
        name: 'command',
        takes: 'value',
        placeholder: 'COMMAND',
        help: 'Run this in each environment instead of a script; {tests} is where --tests lie',
      },
      {
        name: 'tests',
        takes: 'values',
        placeholder: 'PATH',
        help: "Copy this file or folder into each cell's working directory (repeatable)",
      },
      { name: 'import-only', takes: 'nothing', help: 'Install and import, nothing more' },
    ],
  },
  {
    title: 'Running',
    options: [
      {
        name: 'jobs',
        short: 'j',
        takes: 'value',
        placeholder: 'N',
        help: 'Cells at once [what the machine has]',
      },
      {
        name: 'timeout',
        takes: 'value',
        placeholder: 'S',
        help: 'Seconds for the script or command [600], and for the import of each module [120]',
      },
      {
        name: 'fail-fast',
        takes: 'nothing',
        help: 'Start no further cell after the first failure',
      },
      {
        name: 'sandbox',
        takes: 'value',
        placeholder: 'MODE',
        help: 'auto, require or off [auto]',
      },
      {
        name: 'keep',
        takes: 'value',
        placeholder: 'WHICH',
        help: 'Move the folders of failed or all cells to <cache>/kept/<run>: failed, all, none [none]',
      },
      { name: 'dry-run', takes: 'nothing', help: 'Print the plan and stop' },
    ],
  },
  indexGroup,
  {
    title: 'Output',
    options: [
      {
        name: 'json',
        takes: 'value',
        placeholder: 'FILE',
        help: 'Write the record of the run; - is standard output',
      },
    ],
  },
  globalGroup,
];
