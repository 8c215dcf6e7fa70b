import type { ResolutionOptions } from '../model/options.ts';
import type { OptionGroup, OptionSpec, ParsedLine } from './commandSpec.ts';
import { readChoice, readValues } from './readOption.ts';

const resolutionOptions: readonly OptionSpec[] = [
  {
    name: 'requirement',
    short: 'r',
    takes: 'values',
    placeholder: 'FILE',
    help: 'Requirements from this file or URL, as pip writes them (repeatable)',
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
];

/** How sets are resolved, with what a command has besides; `direct` says what it takes `lowest-direct` to mean. */
export function resolutionGroup(own: readonly OptionSpec[], direct: string): OptionGroup {
  const order: OptionSpec = {
    name: 'resolution',
    takes: 'value',
    placeholder: 'ORDER',
    help: `Which releases are tried first: highest, lowest, or lowest-direct (the lowest of ${direct}) [highest]`,
  };
  return { title: 'Resolution', options: [...own, ...resolutionOptions, order] };
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
