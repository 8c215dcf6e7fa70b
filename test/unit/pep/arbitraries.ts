import fc from 'fast-check';

/** A version as its parts, made without any code of `src/pep`. */
export interface Parts {
  readonly epoch: number;
  readonly release: readonly number[];
  readonly pre: readonly [label: 'a' | 'b' | 'rc', number: number] | undefined;
  readonly post: number | undefined;
  readonly dev: number | undefined;
  readonly local: readonly (string | number)[] | undefined;
}

// Few values, so that neighbours and equals are common.
const small = fc.integer({ min: 0, max: 2 });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });

const release = fc.array(small, { minLength: 1, maxLength: 3 });

const publicParts: fc.Arbitrary<Parts> = fc.record({
  epoch: fc.integer({ min: 0, max: 1 }),
  release,
  pre: maybe(fc.tuple(fc.constantFrom('a', 'b', 'rc'), small)),
  post: maybe(small),
  dev: maybe(small),
  local: fc.constant(undefined),
});

export const parts: fc.Arbitrary<Parts> = fc
  .tuple(
    publicParts,
    maybe(fc.array(fc.constantFrom('a', 'b0', 0, 1, 10), { minLength: 1, maxLength: 2 })),
  )
  .map(([version, local]) => ({ ...version, local }));

export function textOf(version: Parts): string {
  return [
    version.epoch === 0 ? '' : `${version.epoch}!`,
    version.release.join('.'),
    version.pre?.join('') ?? '',
    version.post === undefined ? '' : `.post${version.post}`,
    version.dev === undefined ? '' : `.dev${version.dev}`,
    version.local === undefined ? '' : `+${version.local.join('.')}`,
  ].join('');
}

/** One specifier: an operator and a version, or a prefix. */
export interface Clause {
  readonly operator: '==' | '!=' | '<=' | '>=' | '<' | '>' | '~=';
  readonly version: Parts;
  readonly isPrefix: boolean;
}

const equality = fc.constantFrom('==' as const, '!=' as const);

const clause: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({ operator: equality, version: parts, isPrefix: fc.constant(false) }),
  fc.record({
    operator: equality,
    version: release.map((numbers) => ({ ...plain, release: numbers })),
    isPrefix: fc.constant(true),
  }),
  fc.record({
    operator: fc.constantFrom('<=' as const, '>=' as const, '<' as const, '>' as const),
    version: publicParts,
    isPrefix: fc.constant(false),
  }),
  fc.record({
    operator: fc.constant('~=' as const),
    version: publicParts.filter((version) => version.release.length > 1),
    isPrefix: fc.constant(false),
  }),
);

export const clauses = fc.array(clause, { minLength: 0, maxLength: 4 });

export function textOfClauses(all: readonly Clause[]): string {
  return all
    .map(
      ({ operator, version, isPrefix }) => `${operator}${textOf(version)}${isPrefix ? '.*' : ''}`,
    )
    .join(',');
}

const plain: Parts = {
  epoch: 0,
  release: [0],
  pre: undefined,
  post: undefined,
  dev: undefined,
  local: undefined,
};
