import type { Clause, Parts } from './arbitraries.ts';

/** PEP 440 word by word, slow and without bounds: what the real one is held against. */
export function naiveContains(clauses: readonly Clause[], candidate: Parts): boolean {
  return clauses.every((clause) => holds(clause, candidate));
}

/** "Summary of permitted suffixes and relative ordering", part after part. */
export function naiveCompare(a: Parts, b: Parts): number {
  return (
    a.epoch - b.epoch ||
    [0, 1, 2].reduce((found, i) => found || (a.release[i] ?? 0) - (b.release[i] ?? 0), 0) ||
    compareSuffixes(a, b) ||
    compareLocals(a.local ?? [], b.local ?? [])
  );
}

function holds({ operator, version, isPrefix }: Clause, candidate: Parts): boolean {
  const shown = withoutLocal(candidate);
  const order = naiveCompare(shown, version);
  switch (operator) {
    case '==':
      return isPrefix ? hasPrefix(candidate, version) : equals(candidate, version);
    case '!=':
      return !holds({ operator: '==', version, isPrefix }, candidate);
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0 && (isPrerelease(version) || !isPrereleaseOf(shown, version));
    case '>':
      return order > 0 && (version.post !== undefined || !isPostOf(shown, version));
    case '~=':
      return (
        order >= 0 && hasPrefix(candidate, { ...version, release: version.release.slice(0, -1) })
      );
  }
}

function equals(candidate: Parts, version: Parts): boolean {
  return naiveCompare(version.local ? candidate : withoutLocal(candidate), version) === 0;
}

function hasPrefix(candidate: Parts, { epoch, release }: Parts): boolean {
  return candidate.epoch === epoch && release.every((n, i) => (candidate.release[i] ?? 0) === n);
}

function isPrerelease(version: Parts): boolean {
  return version.pre !== undefined || version.dev !== undefined;
}

/** `1.0a1` of `1.0`; `1.0.post1.dev0` of `1.0.post1`. */
function isPrereleaseOf(candidate: Parts, version: Parts): boolean {
  const finalOf = {
    ...candidate,
    pre: version.post === undefined ? undefined : candidate.pre,
    dev: undefined,
  };
  const base = version.post === undefined ? { ...finalOf, post: undefined } : finalOf;
  return (
    isPrerelease(candidate) &&
    naiveCompare(base, version) === 0 &&
    naiveCompare(candidate, version) < 0
  );
}

function isPostOf(candidate: Parts, version: Parts): boolean {
  return (
    candidate.post !== undefined &&
    naiveCompare({ ...candidate, post: undefined, dev: undefined }, version) === 0
  );
}

function withoutLocal(version: Parts): Parts {
  return { ...version, local: undefined };
}

function preRank({ pre, post, dev }: Parts): number {
  if (pre === undefined) {
    return post === undefined && dev !== undefined ? 0 : 4;
  }
  return { a: 1, b: 2, rc: 3 }[pre[0]];
}

function compareSuffixes(a: Parts, b: Parts): number {
  return (
    preRank(a) - preRank(b) ||
    (a.pre?.[1] ?? 0) - (b.pre?.[1] ?? 0) ||
    (a.post ?? -1) - (b.post ?? -1) ||
    (a.dev ?? 1000) - (b.dev ?? 1000)
  );
}

function compareLocals(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [i, x] of a.entries()) {
    const y = b[i];
    if (y === undefined) {
      return 1;
    }
    if (x !== y) {
      return typeof x === typeof y ? (x < y ? -1 : 1) : typeof x === 'string' ? -1 : 1;
    }
  }
  return a.length - b.length;
}
