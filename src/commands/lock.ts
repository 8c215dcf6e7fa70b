import { SpipError } from '../lib/spipError.ts';
import type { LockOptions } from '../model/options.ts';
import type { Command, ParsedLine } from './commandSpec.ts';
import { globalGroup, readGlobalOptions } from './globalOptions.ts';
import { indexGroup, readIndexOptions } from './indexOptions.ts';
import { readChoice, readFlag, readValue } from './readOption.ts';
import { readResolutionOptions, resolutionGroup } from './resolutionOptions.ts';

export const command: Command = {
  name: 'lock',
  operands: '[OPTIONS] [REQUIREMENT...]',
  description: 'Resolves the requirements for one Python and prints the exact set, nothing more.',
  groups: [
    resolutionGroup(
      [
        {
          name: 'python',
          takes: 'value',
          placeholder: 'WHICH',
          help: "3.12, '>=3.9', pypy3.10, a path [the newest final CPython]",
        },
        {
          name: 'group',
          takes: 'values',
          placeholder: 'NAME',
          help: 'The dependency group of this name in pyproject.toml (repeatable)',
        },
        { name: 'pre', takes: 'nothing', help: 'Pre-releases too' },
      ],
      'what is asked for',
    ),
    {
      title: 'Output',
      options: [
        {
          name: 'format',
          takes: 'value',
          placeholder: 'FORMAT',
          help: 'table, json or pylock (PEP 751) [table]',
        },
      ],
    },
    indexGroup,
    globalGroup,
  ],
  examples: [
    ["spip lock 'flask>=3' --python 3.11", 'what pip would install there'],
    ['spip lock requests --format pylock', 'as a pylock.toml'],
    ['spip lock -r requirements.txt -c constraints.txt', 'what the files ask for'],
  ],
  run: async (line, context) => {
    const options = lockOptions(line);
    const { runLock } = await import('../flows/jobs/lock.ts');
    return runLock(options, context);
  },
};

function lockOptions(line: ParsedLine): LockOptions {
  const resolution = readResolutionOptions(line);
  const { requirementFiles, groups } = resolution;
  if (line.operands.length + requirementFiles.length + groups.length === 0) {
    throw new SpipError('usage', 'Expected at least one requirement: `spip lock REQUIREMENT...`', {
      hint: "for example `spip lock 'flask>=3' --python 3.11`, or `spip lock -r FILE`",
    });
  }
  return Object.freeze({
    global: readGlobalOptions(line),
    index: readIndexOptions(line),
    resolution,
    requirements: line.operands,
    python: readValue(line, 'python'),
    pre: readFlag(line, 'pre'),
    format: readChoice(line, 'format', ['table', 'json', 'pylock']),
  });
}
