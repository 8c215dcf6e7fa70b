import { SpipError } from '../../lib/spipError.ts';
import type { ResolutionStrategy } from '../../model/settings.ts';
import { isValidName, normaliseName } from '../../pep/names.ts';
import type { Requirement } from '../../pep/requirement.ts';

/** One value of an axis, and what it changes of a cell. */
export interface AxisValue {
  /** Normalised name of a package, `extra`, `resolution` or `bounds`. */
  readonly axis: string;
  readonly value: string;
  /** What is installed beside the release. */
  readonly requirement?: Requirement;
  /** Normalised extras of the release, beside those that are asked for anyway. */
  readonly extras?: readonly string[];
  readonly strategy?: ResolutionStrategy;
}

/** One value of each axis. */
export type Combination = readonly AxisValue[];

/** Every combination of these axes; without any a single empty one. */
export function combinationsOf(axes: readonly (readonly AxisValue[])[]): readonly Combination[] {
  return axes.reduce<readonly Combination[]>(
    (combinations, axis) =>
      combinations.flatMap((combination) => axis.map((value) => [...combination, value])),
    [[]],
  );
}

/** The axes of a cell. */
export function axesOf(combination: Combination): Readonly<Record<string, string>> {
  return Object.fromEntries(combination.map(({ axis, value }) => [axis, value]));
}

/** An axis of orders in which releases are tried; none where there is but one. */
export function strategyAxis(
  strategies: readonly ResolutionStrategy[],
): readonly (readonly AxisValue[])[] {
  return strategies.length < 2
    ? []
    : [strategies.map((strategy) => ({ axis: 'resolution', value: strategy, strategy }))];
}

/** The ends of what a project requires: the lowest releases that it admits, and the newest. */
export function boundsAxis(
  bounds: readonly ('lowest' | 'highest')[],
): readonly (readonly AxisValue[])[] {
  return bounds.length === 0
    ? []
    : [
        bounds.map((value) => ({
          axis: 'bounds',
          value,
          strategy: value === 'lowest' ? 'lowest-direct' : 'highest',
        })),
      ];
}

/**
 * An axis of extras: `none`, one, or several joined by `+`.
 *
 * @throws SpipError `usage`
 */
export function extrasAxis(values: readonly string[]): readonly (readonly AxisValue[])[] {
  const distinct = [...new Set(values)];
  return distinct.length === 0
    ? []
    : [
        distinct.map((value) => ({
          axis: 'extra',
          value,
          extras: value === 'none' ? [] : value.split('+').map(readExtra),
        })),
      ];
}

function readExtra(text: string): string {
  if (!isValidName(text)) {
    throw new SpipError('usage', `Expected names of extras in \`--extras\`, found \`${text}\``, {
      hint: 'commas separate the values of the axis, `+` joins extras of one value',
    });
  }
  return normaliseName(text);
}
