/**
 * A set of states of one package, one bit each: bit 0 is "absent", bit `index + 1` the release at `index`.
 * Releases are numbered newest first, so the newest of a set is its lowest bit.
 */
export type States = bigint;

export const nothing: States = 0n;

/** The state of a package that is not part of the solution. */
export const absent: States = 1n;

/** The one state "present" of a package without versions of its own: the root and each extra. */
export const present: States = 2n;

export function stateOf(index: number): States {
  return 1n << BigInt(index + 1);
}

/** The releases from `from` up to, and without, `to`. */
export function statesBetween(from: number, to: number): States {
  return to <= from ? nothing : ((1n << BigInt(to - from)) - 1n) << BigInt(from + 1);
}

/** Index of the newest release in the set; -1 if it holds none. */
export function newestIndex(states: States): number {
  const versions = states & ~absent;
  return versions === nothing ? -1 : bitLength(versions & -versions) - 2;
}

/** Index of the oldest release in the set; -1 if it holds none. */
export function oldestIndex(states: States): number {
  const versions = states & ~absent;
  return versions === nothing ? -1 : bitLength(versions) - 2;
}

/** Indices of the releases in the set, newest first. */
export function indicesOf(states: States): number[] {
  const bits = (states >> 1n).toString(2);
  const indices: number[] = [];
  for (let index = 0; index < bits.length; index += 1) {
    if (bits[bits.length - 1 - index] === '1') {
      indices.push(index);
    }
  }
  return indices;
}

/** Whether the set holds exactly one state. */
export function isSingle(states: States): boolean {
  return states !== nothing && (states & (states - 1n)) === nothing;
}

export function isSubset(states: States, of: States): boolean {
  return (states & of) === states;
}

function bitLength(states: States): number {
  const digits = states.toString(16);
  return (digits.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(digits.slice(0, 1), 16)));
}
