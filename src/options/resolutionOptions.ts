import type { Given, OptionTable, Values } from './option.ts';
import { parseValue } from './parseValue.ts';

/** What sets are resolved from, and how; files as given. */
export const resolutionOptions = {
  requirementFiles: {
    name: 'requirement',
    short: 'r',
    takes: 'values',
    placeholder: 'FILE',
    parse: parseValue.texts,
    help: 'Requirements from this file or URL, as pip writes them (repeatable)',
  },
  constraintFiles: {
    name: 'constraint',
    short: 'c',
    takes: 'values',
    placeholder: 'FILE',
    parse: parseValue.files,
    setting: true,
    help: 'What must hold of a package if it is part of the set (repeatable)',
  },
  overrideFiles: {
    name: 'override',
    takes: 'values',
    placeholder: 'FILE',
    parse: parseValue.files,
    setting: true,
    help: 'Requirements that replace every other one on their packages (repeatable)',
  },
  groups: {
    name: 'group',
    takes: 'values',
    placeholder: 'NAME',
    parse: parseValue.texts,
    help: 'The dependency group of this name in pyproject.toml (repeatable)',
  },
  strategy: {
    name: 'resolution',
    takes: 'value',
    placeholder: 'ORDER',
    parse: parseValue.choice('highest', 'lowest', 'lowest-direct'),
    setting: true,
    help: {
      lock: 'Which releases are tried first: highest, lowest, or lowest-direct (the lowest of what is asked for) [highest]',
      matrix:
        'Which releases are tried first: highest, lowest, or lowest-direct (the lowest of what the release under test requires) [highest]',
    },
  },
} as const satisfies OptionTable;

/** What a command line says about the sets that are resolved. */
export type GivenResolution = Given<typeof resolutionOptions>;

export type ResolutionOptions = Values<typeof resolutionOptions>;
