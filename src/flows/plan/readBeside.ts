import { SpipError } from '../../lib/spipError.ts';
import type { Requirement } from '../../pep/requirement.ts';
import { parseRequirement } from '../../pep/requirement.ts';
import { formatSpecifiers } from '../../pep/specifiers.ts';
import type { AxisValue } from './axes.ts';

/**
 * One alternative of a `--with`. Its value is `1.26.*` for `==1.26.*`, any other specifier as it stands, `any` without
 * one.
 */
interface WithChoice extends AxisValue {
  readonly requirement: Requirement;
}

/** What `--with` options ask for. */
export interface AskedBeside {
  /** Tools beside the release, the same in every cell: those without alternatives. */
  readonly tools: readonly Requirement[];
  /** The alternatives of each option that has some. */
  readonly axes: readonly (readonly WithChoice[])[];
}

/**
 * Options with alternatives are axes of the grid, all others are tools.
 *
 * @throws SpipError `invalid-requirement`, `usage` for a package that stands in two options
 */
export function readBeside(texts: readonly string[]): AskedBeside {
  const options = texts.map(readChoices);
  const names = options.map(([first]) => first?.axis);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new SpipError('usage', `Expected \`--with\` once for \`${twice}\`, found it twice`, {
      hint: `alternatives are separated by \`|\`: \`--with "${twice}>=1|>=2"\``,
    });
  }
  const [axes, tools] = [
    options.filter((choices) => choices.length > 1),
    options.filter((choices) => choices.length === 1),
  ];
  return {
    tools: tools.flat().map(({ requirement }) => requirement),
    axes,
  };
}

/** Normalised names of all that `--with` names. */
export function namesBeside({ tools, axes }: AskedBeside): readonly string[] {
  return [...tools.map(({ name }) => name), ...axes.flatMap(([first]) => first?.axis ?? [])];
}

function readChoices(text: string): readonly WithChoice[] {
  const [head = '', ...rest] = text.split('|').map((part) => part.trim());
  const first = parseRequirement(head);
  const name = `${first.rawName}${first.extras.length === 0 ? '' : `[${first.extras.join(',')}]`}`;
  const choices = [first, ...rest.map((part) => alternative(part, name, text))].map(toChoice);
  const values = choices.map(({ value }) => value);
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) {
    throw new SpipError('usage', `Expected different alternatives in \`--with\`: \`${text}\``);
  }
  return choices;
}

function alternative(part: string, name: string, text: string): Requirement {
  if (!/^[=!<>~]/.test(part)) {
    throw new SpipError(
      'usage',
      `Expected alternatives of one package in \`--with\`, found \`${part}\` in \`${text}\``,
      {
        hint: `behind \`|\` stands a specifier such as \`==2.*\`; another package is another \`--with\``,
      },
    );
  }
  return parseRequirement(`${name}${part}`);
}

function toChoice(requirement: Requirement): WithChoice {
  if (requirement.url !== undefined || requirement.marker !== undefined) {
    throw new SpipError(
      'usage',
      `Expected a name and versions in \`--with\`, found \`${requirement.text}\``,
    );
  }
  const specifiers = formatSpecifiers(requirement.specifiers);
  const value = /^==(?!=)([^,]+)$/.exec(specifiers)?.[1] ?? specifiers;
  return { requirement, axis: requirement.name, value: value === '' ? 'any' : value };
}
