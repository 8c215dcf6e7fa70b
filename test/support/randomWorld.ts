/** A small index in whole numbers, from which both the text that spip reads and the oracle's answer are made. */
export interface IntegerWorld {
  readonly seed: number;
  readonly packages: readonly IntegerPackage[];
  readonly roots: readonly IntegerNeed[];
  readonly constraints: readonly IntegerNeed[];
  /** Minor version of the Python that is resolved for. */
  readonly python: number;
  readonly pre: boolean;
  readonly strategy: 'highest' | 'lowest' | 'lowest-direct';
}

export interface IntegerPackage {
  readonly name: string;
  readonly releases: readonly IntegerRelease[];
}

/** `2.0`, or `2.0rc1` where `pre` is set. */
export interface IntegerRelease {
  readonly number: number;
  readonly pre: boolean;
  readonly yanked: boolean;
  /** Least and greatest Python minor version that it runs on. */
  readonly python: readonly [least: number, greatest: number] | undefined;
  readonly needs: readonly IntegerNeed[];
  readonly extras: Readonly<Record<string, readonly IntegerNeed[]>>;
}

export interface IntegerNeed {
  readonly name: string;
  readonly operator: '' | '==' | '!=' | '>=' | '<=' | '<' | '>';
  readonly number: number;
  /** Whether the number stands for its pre-release: `>=2.0rc1`. */
  readonly pre: boolean;
  readonly extras: readonly string[];
  /** Only on Pythons with at least, or less than, this minor version. */
  readonly marker: { readonly operator: '>=' | '<'; readonly python: number } | undefined;
}

const names = ['a', 'b', 'c', 'd', 'e'];
const operators = ['', '==', '==', '!=', '>=', '<=', '<', '>'] as const;
const tangledOperators = ['==', '==', '!=', '!=', '>', '<'] as const;

/**
 * The same seed gives the same world. Half of them are of all policies mixed; the other half are tangled: little is
 * asked for, and much depends on what was chosen elsewhere, so that the solver has to go back and to learn.
 */
export function randomWorld(seed: number): IntegerWorld {
  const isTangled = seed % 2 === 0;
  const { chance, upTo, oneOf } = rollDice(seed);
  const present = isTangled ? names : names.slice(0, 2 + upTo(names.length - 1));
  const need = (): IntegerNeed => ({
    name: chance(isTangled ? 0 : 0.03) ? 'missing' : oneOf(present),
    operator: oneOf(isTangled ? tangledOperators : operators),
    number: 1 + upTo(4),
    pre: chance(0.1),
    extras: chance(0.2) ? [oneOf(['x', 'y'])] : [],
    marker: chance(0.15) ? { operator: oneOf(['>=', '<']), python: 10 + upTo(3) } : undefined,
  });
  const needs = (least: number, most: number): IntegerNeed[] =>
    Array.from({ length: least + upTo(most - least + 1) }, need);
  const release = (number: number, pre: boolean): IntegerRelease => ({
    number,
    pre,
    yanked: chance(isTangled ? 0.03 : 0.1),
    python: chance(isTangled ? 0.05 : 0.15)
      ? oneOf([[8, 10] as const, [12, 14] as const, [9, 12] as const])
      : undefined,
    needs: isTangled ? needs(1, 3) : needs(0, 2),
    extras: chance(0.4) ? { x: needs(0, 2), ...(chance(0.5) ? { y: needs(0, 2) } : {}) } : {},
  });
  const releases = (): IntegerRelease[] =>
    [1, 2, 3, 4]
      .filter(() => chance(isTangled ? 0.95 : 0.75))
      .flatMap((number) => [
        ...(chance(isTangled ? 0.05 : 0.2) ? [release(number, true)] : []),
        ...(chance(0.9) ? [release(number, false)] : []),
      ]);
  return {
    seed,
    packages: present.map((name) => ({ name, releases: releases() })),
    roots: isTangled
      ? [need(), need()].map((one) => ({ ...one, operator: '' }))
      : [need(), ...needs(0, 2)],
    constraints: chance(0.2) ? [need()].map((one) => ({ ...one, extras: [] })) : [],
    python: 9 + upTo(5),
    pre: chance(0.15),
    strategy: oneOf(['highest', 'highest', 'lowest', 'lowest-direct'] as const),
  };
}

interface Dice {
  readonly chance: (probability: number) => boolean;
  /** A whole number from 0, less than the limit. */
  readonly upTo: (limit: number) => number;
  readonly oneOf: <T>(list: readonly T[]) => T;
}

function rollDice(seed: number): Dice {
  const random = mulberry(seed);
  const upTo = (limit: number): number => Math.floor(random() * limit);
  return {
    chance: (probability) => random() < probability,
    upTo,
    oneOf: (list) => {
      const chosen = list[upTo(list.length)];
      if (chosen === undefined) {
        throw new Error('Nothing to choose from');
      }
      return chosen;
    },
  };
}

/** Mulberry32: small, and good enough for tests. */
export function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
