import { mulberry } from './randomWorld.ts';

/** Chance of a seed: the same seed rolls the same. */
export interface Dice {
  /** A whole number below the limit. */
  upTo(limit: number): number;
  chance(probability: number): boolean;
  oneOf<T>(list: readonly [T, ...T[]]): T;
}

export function dice(seed: number): Dice {
  const random = mulberry(seed);
  const upTo = (limit: number): number => Math.floor(random() * limit);
  return {
    upTo,
    chance: (probability) => random() < probability,
    oneOf: (list) => list[upTo(list.length)] ?? list[0],
  };
}
