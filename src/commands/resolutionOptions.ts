import type { ResolutionOptions } from '../model/options.ts';
import type { OptionGroup, OptionSpec, ParsedLine } from './commandSpec.ts';
import { readChoice, readValues } from './readOption.ts';

const resolutionOptions: readonly OptionSpec[] = [
  {
    name: 'requirement',
    short: 'r',
    takes: 'values',
    placeholder: 'FILE',
    help: 'Requirements from this file, as pip writes them (repeatable)',
  },
  {
    name: 'constraint',
    short: 'c',
    takes: 'values',
    placeholder: 'FILE',
    help: 'What must hold of a package if it is part of the set (repeatable)',
  },
  {
    name: 'override',
    takes: 'values',
    placeholder: 'FILE',
    help: 'Requirements that replace every other one on their packages (repeatable)',
  },
  {
    name: 'resolution',
    takes: 'value',
    placeholder: 'ORDER',
    help: 'highest, lowest or lowest-direct releases first [highest]',
  },
];

/** How sets are resolved, with what a command has besides. */
export function resolutionGroup(own: readonly OptionSpec[]): OptionGroup {
  return { title: 'Resolution', options: [...own, ...resolutionOptions] };
}

export function readResolutionOptions(line: ParsedLine): ResolutionOptions {
  return Object.freeze({
    strategy: line.given.has('resolution')
      ? readChoice(line, 'resolution', ['highest', 'lowest', 'lowest-direct'])
      : undefined,
    requirementFiles: readValues(line, 'requirement'),
    constraintFiles: readValues(line, 'constraint'),
    overrideFiles: readValues(line, 'override'),
    groups: readValues(line, 'group'),
  });
}
