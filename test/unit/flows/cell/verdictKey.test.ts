import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeyedCell } from '../../../../src/flows/cell/verdictKey.ts';
import { verdictKey } from '../../../../src/flows/cell/verdictKey.ts';
import type { CellJob, CustomTest } from '../../../../src/model/cellJob.ts';
import type { OwnTestsRequest } from '../../../../src/model/ownTests.ts';
import { distribution, job } from './fakeHost.ts';

const overrides = { runner: null, paths: null, requires: null, args: null, env: null };

const run = { spip: '1.0', system: ['6.1', 'libc'] };
const { locked } = distribution;
const sdist = { ...locked.file, kind: 'sdist', filename: 'six-1.0.tar.gz' } as const;
const own: OwnTestsRequest = {
  sdist,
  rung: 'declared',
  released: null,
  tried: [],
  beside: [],
  overrides,
};
const script: CustomTest = {
  kind: 'script',
  args: [],
  name: 't.py',
  files: [{ path: '/p/t.py', name: 't.py' }],
  follow: {},
};
const base: KeyedCell = {
  job: { ...job, steps: [{ name: 'install' }, { name: 'custom', test: script }] },
  set: { lock: { packages: [locked] }, notes: [] },
  distributions: undefined,
  files: 'digest of t.py',
};

function withJob(more: Partial<CellJob>): KeyedCell {
  return { ...base, job: { ...base.job, ...more } };
}

function withFile(more: Partial<typeof locked.file>): KeyedCell {
  const packages = [{ ...locked, file: { ...locked.file, ...more } }];
  return { ...base, set: { ...base.set, lock: { packages } } };
}

function withOwn(more: Partial<OwnTestsRequest>): KeyedCell {
  return withJob({ steps: [{ name: 'own', tests: { ...own, ...more } }] });
}

const { around } = job;

const others: Readonly<Record<string, KeyedCell>> = {
  'a command before': withJob({ around: { ...around, before: 'true' } }),
  'a command after': withJob({ around: { ...around, after: 'true' } }),
  'a repair': withJob({ repair: 'setuptools' }),
  artifacts: withJob({ around: { ...around, artifacts: ['*'] } }),
  'another wheel': withFile({ sha256: 'b'.repeat(64) }),
  'another name of the wheel': withFile({ filename: 'six-1.0-py2-none-any.whl' }),
  'another version beside it': {
    ...base,
    set: { ...base.set, lock: { packages: [locked, { ...locked, name: 'dep' }] } },
  },
  'extras in the set': {
    ...base,
    set: { ...base.set, lock: { packages: [{ ...locked, extras: ['all'] }] } },
  },
  'what the resolver had to say': {
    ...base,
    set: { ...base.set, notes: [{ code: 'x', text: 'overridden', paths: [] }] },
  },
  'another interpreter': withJob({ interpreterBuild: 'c'.repeat(64) }),
  'no sandbox': withJob({ isolation: 'none' }),
  'another time limit': withJob({ limits: { ...job.limits, customMs: 1 } }),
  'other bytes of output': withJob({ limits: { ...job.limits, outputBytes: 1 } }),
  'other extras': withJob({ extras: ['all'] }),
  'no import': withJob({ steps: [{ name: 'custom', test: script }] }),
  'an import': withJob({ steps: [{ name: 'import' }, ...base.job.steps] }),
  'other tests': { ...base, files: 'another digest' },
  'a command': withJob({
    steps: [
      { name: 'install' },
      { name: 'custom', test: { ...script, kind: 'command', text: 'x' } },
    ],
  }),
  'another command': withJob({
    steps: [
      { name: 'install' },
      { name: 'custom', test: { ...script, kind: 'command', text: 'y' } },
    ],
  }),
  'a network': withJob({ doors: { ...job.doors, network: 'host' } }),
  'a variable': withJob({ doors: { ...job.doors, variables: { TOKEN: 'a' } } }),
  'another value of it': withJob({ doors: { ...job.doors, variables: { TOKEN: 'b' } } }),
  'a mount': withJob({ doors: { ...job.doors, mounts: ['/data'] } }),
  'own tests': withOwn({}),
  'own tests of another sdist': withOwn({ sdist: { ...sdist, sha256: 'c'.repeat(64) } }),
  'own tests without an sdist': withOwn({ sdist: null }),
  'own tests in another environment': withOwn({ rung: 'unpinned' }),
  'own tests with something beside': withOwn({ beside: ['mock'] }),
  'something that was added to jobs later': withJob({ added: 'x' } as Partial<CellJob>),
};

test('every part of what a verdict depends on gives another key', () => {
  const keys = new Map(
    Object.entries({ base, ...others }).map(([what, cell]) => [what, keyOf(cell)]),
  );
  const runs = {
    'another spip': verdictKey(base, { ...run, spip: '1.1' }),
    'another kernel': verdictKey(base, { ...run, system: ['6.2', 'libc'] }),
  };
  const all = [...keys, ...Object.entries(runs)];
  const byKey = Map.groupBy(all, ([, key]) => key);
  assert.deepEqual(
    [...byKey.values()].filter((same) => same.length > 1).map((same) => same.map(([what]) => what)),
    [],
  );
});

test('names of the cell and places of files give the same key', () => {
  const key = keyOf(base);
  assert.equal(keyOf(withJob({ id: 'six==1.0.0@3.11', slug: 'c9', python: '3.11t' })), key);
  assert.equal(keyOf(withFile({ url: 'https://mirror/six-1.0-py3-none-any.whl' })), key);
  const moved = { ...script, files: [{ path: '/q/t.py', name: 't.py' }] };
  assert.equal(
    keyOf(withJob({ steps: [{ name: 'install' }, { name: 'custom', test: moved }] })),
    key,
  );
});

test('there is none while a file has no digest, and what was built has its own', () => {
  assert.equal(verdictKey(withFile({ sha256: undefined }), run), undefined);
  const source = {
    ...base,
    set: { ...base.set, lock: { packages: [{ ...locked, file: sdist }] } },
  };
  assert.equal(verdictKey(source, run), undefined);
  const built = { sdistSha256: 'a'.repeat(64), buildLock: 'd', interpreter: 'cpython-3.11' };
  const made = (sha256: string, buildLock: string): string =>
    keyOf({
      ...source,
      distributions: [
        {
          ...distribution,
          wheel: { ...distribution.wheel, sha256 },
          built: { ...built, buildLock },
        },
      ],
    });
  assert.equal(new Set([made('1', 'd'), made('2', 'd'), made('1', 'e')]).size, 3);
  const unknown = { ...sdist, sha256: undefined };
  assert.equal(verdictKey(withOwn({ sdist: unknown }), run), undefined);
  const tree = { sdist: unknown, command: 'pytest', args: [], source: '' };
  const checkout = withJob({ steps: [{ name: 'checkout', tests: tree }] });
  assert.equal(verdictKey(checkout, run), undefined);
  assert.equal(verdictKey(withOwn({ git: true }), run), undefined);
});

function keyOf(cell: KeyedCell): string {
  const key = verdictKey(cell, run);
  assert.match(key ?? '', /^[0-9a-f]{64}$/);
  return key ?? '';
}
