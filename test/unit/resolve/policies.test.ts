import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SpipError } from '../../../src/lib/spipError.ts';
import type { ResolveRequest } from '../../../src/resolve/resolveRequest.ts';
import { resolve } from '../../../src/resolve/resolve.ts';
import { python, request, world } from '../../support/world.ts';
import type { WorldPackages } from '../../support/world.ts';

const old = '2020-01-01T00:00:00Z';
const recent = '2024-01-01T00:00:00Z';

async function solve(packages: WorldPackages, asked: ResolveRequest): Promise<readonly string[]> {
  const resolution = await resolve(asked, world(packages));
  assert.ok(resolution.ok, resolution.ok ? '' : resolution.explanation);
  return resolution.lock.packages.map(({ name, version }) => `${name}==${version}`);
}

async function chosenFile(
  release: WorldPackages[string][string],
  asked: ResolveRequest,
): Promise<string | undefined> {
  const resolution = await resolve(asked, world({ a: { '1.0': release } }));
  return resolution.ok ? resolution.lock.packages[0]?.file.filename : resolution.reason;
}

test('a pre-release is chosen only where no final is left', async () => {
  const packages = { a: { '1.0': [], '2.0rc1': [] } };
  assert.deepEqual(await solve(packages, request(['a'])), ['a==1.0']);
  assert.deepEqual(await solve(packages, request(['a>1.0'])), ['a==2.0rc1']);
  assert.deepEqual(await solve(packages, request(['a'], { policy: { pre: true } })), ['a==2.0rc1']);
});

test('yanked releases only for an exact request, with the reason (pip also for a pin in a dependency)', async () => {
  const packages = { a: { '1.0': [], '2.0': { yanked: 'lost data' } } };
  assert.deepEqual(await solve(packages, request(['a'])), ['a==1.0']);
  const pinned = await resolve(request(['a===2.0']), world(packages));
  assert.ok(pinned.ok);
  assert.deepEqual(
    pinned.warnings.map(({ code, text }) => [code, text]),
    [['yanked', '`a` 2.0 is yanked: lost data']],
  );
  const wildcard = await resolve(request(['a==2.*']), world(packages));
  assert.equal(wildcard.ok, false);
});

test('a constraint pins no yanked release', async () => {
  const packages = { a: { '1.0': [], '2.0': { yanked: '' } } };
  const resolution = await resolve(request(['a'], { constraints: ['a==2.0'] }), world(packages));
  assert.equal(resolution.ok, false);
});

test('both bounds of Requires-Python hold, of the page and of the metadata (uv ignores the upper one)', async () => {
  const packages = {
    a: { '1.0': [], '2.0': { python: '<3.9' }, '3.0': { metadataPython: '>=3.12' } },
  };
  assert.deepEqual(await solve(packages, request(['a'])), ['a==1.0']);
  const on38 = request(['a'], { interpreter: python('3.8.2') });
  assert.deepEqual(await solve(packages, on38), ['a==2.0']);
});

test('the best file: tag, then build number, then the tar before the zip', async () => {
  const wheels = ['py3-none-any', 'cp311-cp311-manylinux_2_17_x86_64', 'cp312-cp312-win_amd64'];
  assert.equal(
    await chosenFile({ wheels, sdist: '.tar.gz' }, request(['a'])),
    'a-1.0-cp311-cp311-manylinux_2_17_x86_64.whl',
  );
  assert.equal(
    await chosenFile(
      { wheels: ['py3-none-any', '2-py3-none-any', '10-py3-none-any'] },
      request(['a']),
    ),
    'a-1.0-10-py3-none-any.whl',
  );
  assert.equal(await chosenFile({ wheels: [], sdist: '.zip' }, request(['a'])), 'a-1.0.zip');
});

test('--only-binary and --no-binary, a name before all', async () => {
  const both = { sdist: '.tar.gz' };
  const none = { wheels: [], sdist: '.tar.gz' };
  const policy = (one: Partial<ResolveRequest['policy']>): ResolveRequest =>
    request(['a==1.0'], { policy: one });
  assert.equal(await chosenFile(both, policy({ noBinary: ['a'] })), 'a-1.0.tar.gz');
  assert.equal(await chosenFile(none, policy({ onlyBinary: 'all' })), 'no-compatible-file');
  assert.equal(
    await chosenFile(both, policy({ onlyBinary: 'all', noBinary: ['a'] })),
    'a-1.0.tar.gz',
  );
  assert.equal(await chosenFile([], policy({ noBinary: 'all' })), 'no-compatible-file');
});

test('--exclude-newer is exclusive, and says once per index that upload times are missing', async () => {
  const packages = {
    a: { '1.0': { uploaded: old }, '2.0': { uploaded: recent }, '3.0': [] },
  };
  const until = request(['a'], { policy: { excludeNewer: new Date(recent) } });
  const resolution = await resolve(until, world(packages));
  assert.ok(resolution.ok);
  assert.deepEqual(
    resolution.lock.packages.map(({ version }) => version),
    ['1.0'],
  );
  assert.deepEqual(
    resolution.warnings.map(({ code }) => code),
    ['no-upload-time'],
  );
});

test('strategies: lowest for all, lowest-direct for what is asked for', async () => {
  const packages = { a: { '1.0': ['b'], '2.0': ['b'] }, b: { '1.0': [], '2.0': [] } };
  const by = (strategy: ResolveRequest['policy']['strategy']): ResolveRequest =>
    request(['a'], { policy: { strategy } });
  assert.deepEqual(await solve(packages, by('highest')), ['a==2.0', 'b==2.0']);
  assert.deepEqual(await solve(packages, by('lowest')), ['a==1.0', 'b==1.0']);
  assert.deepEqual(await solve(packages, by('lowest-direct')), ['a==1.0', 'b==2.0']);
});

test('lowest-direct: what the release under test requires is asked for too, with the extras asked for', async () => {
  const packages = {
    a: { '1.0': [], '2.0': { requires: ['b>=1.1'], extras: { x: ['c'], y: ['e'] } } },
    b: { '1.0': ['d'], '1.1': ['d'], '2.0': ['d'] },
    c: { '1.0': [], '2.0': [] },
    d: { '1.0': ['e'], '2.0': ['e'] },
    e: { '1.0': [], '2.0': [] },
  };
  const asked = request(['a[x]==2.0'], {
    underTest: 'a',
    policy: { strategy: 'lowest-direct' },
  });
  assert.deepEqual(await solve(packages, asked), [
    'a==2.0',
    'b==1.1',
    'c==1.0',
    'd==2.0',
    'e==2.0',
  ]);
});

test('constraints bind only what is part of the set; overrides replace every requirement', async () => {
  const packages = { a: { '1.0': ['b<2'] }, b: { '1.0': [], '2.0': [] }, c: { '1.0': [] } };
  assert.deepEqual(await solve(packages, request(['a'], { constraints: ['b<2', 'c==9'] })), [
    'a==1.0',
    'b==1.0',
  ]);
  assert.deepEqual(await solve(packages, request(['a'], { overrides: ['b>=2'] })), [
    'a==1.0',
    'b==2.0',
  ]);
  const asked = request(['a', 'b>=3'], { overrides: ['b<2', 'c==9'] });
  assert.deepEqual(await solve(packages, asked), ['a==1.0', 'b==1.0'], 'also those asked for');
});

test('extras may refer to their own package; an unknown one warns', async () => {
  const packages = {
    a: { '1.0': { extras: { all: ['a[x,y]'], x: ['b'], y: ['c; python_version < "3"'] } } },
    b: { '1.0': [] },
  };
  const resolution = await resolve(request(['a[all,no_such]']), world(packages));
  assert.ok(resolution.ok);
  assert.deepEqual(
    resolution.lock.packages.map(({ name, extras, requires }) => ({ name, extras, requires })),
    [
      {
        name: 'a',
        extras: ['all', 'no-such', 'x', 'y'],
        requires: ['a[x,y]; extra == "all"', 'b; extra == "x"'],
      },
      { name: 'b', extras: [], requires: [] },
    ],
  );
  assert.deepEqual(
    resolution.warnings.map(({ text }) => text),
    ['`a` 1.0 has no extra `no-such`'],
  );
});

test('a malformed Requires-Python is read as uv reads it, else counts as none, with a warning', async () => {
  const packages = {
    a: { '1.0': ['b'], '2.0': { requires: ['b'], python: '>=3.6.*' } },
    b: { '1.0': [], '2.0': { metadataPython: 'three' }, '3.0': { python: '>=4.*' } },
  };
  const resolution = await resolve(request(['a']), world(packages));
  assert.ok(resolution.ok);
  assert.deepEqual(
    resolution.lock.packages.map(({ name, version }) => `${name}==${version}`),
    ['a==2.0', 'b==2.0'],
  );
  assert.deepEqual(
    resolution.warnings.map(({ text }) => text),
    [
      '`a` 2.0 has a malformed Requires-Python `>=3.6.*`, read as `>=3.6`; pip ignores it',
      '`b` 2.0 has a malformed Requires-Python `three`, which counts as none; uv refuses that',
    ],
  );
});

test('malformed requirements are read as uv reads them, and the lock has them as written', async () => {
  const packages = {
    celery: { '4.1.0': ['pytz (>dev)', 'kombu<5.0,>=4.0.2', 'vine>=1.1<2.0'] },
    pytz: { '2024.1': [] },
    kombu: { '4.6': [] },
    vine: { '1.3': [], '5.0': [] },
  };
  const resolution = await resolve(request(['celery']), world(packages));
  assert.ok(resolution.ok);
  assert.deepEqual(
    resolution.lock.packages.map(({ name, version }) => `${name}==${version}`),
    ['celery==4.1.0', 'kombu==4.6', 'pytz==2024.1', 'vine==1.3'],
  );
  assert.deepEqual(resolution.lock.packages[0]?.requires, [
    'pytz (>dev)',
    'kombu<5.0,>=4.0.2',
    'vine>=1.1<2.0',
  ]);
  assert.deepEqual(
    resolution.warnings.map(({ code, text }) => [code, text]),
    [
      [
        'malformed-requirement',
        '`celery` 4.1.0 requires `pytz (>dev)`, read as `pytz (>0.0.0dev)`; pip refuses that',
      ],
      [
        'malformed-requirement',
        '`celery` 4.1.0 requires `vine>=1.1<2.0`, read as `vine>=1.1,<2.0`; pip refuses that',
      ],
    ],
  );
});

test('a malformed release is left out with a warning, a broken source ends the solve', async () => {
  const packages = {
    a: { '1.0': [], '2.0': ['b >> 3'], '3.0': { metadata: 'Name: other\nVersion: 3.0\n\n' } },
  };
  const resolution = await resolve(request(['a']), world(packages));
  assert.ok(resolution.ok);
  assert.deepEqual(
    resolution.warnings.map(({ text }) => text),
    [
      '`a` 3.0 cannot be used: its metadata is of `other`',
      '`a` 2.0 cannot be used: its metadata has a malformed requirement `b >> 3`',
    ],
  );
  const unreachable = new SpipError('index-unreachable', 'Failed to reach `https://index.test`');
  const source = world(packages, () => Promise.reject(unreachable));
  await assert.rejects(resolve(request(['a']), source), unreachable);
});

test('gives up in words when the budget is spent, by releases tried or by the clock', async () => {
  const packages = { a: { '1.0': ['b'] }, b: { '1.0': [] } };
  const few = await resolve(request(['a'], { budget: { decisions: 1 } }), world(packages));
  assert.equal(
    few.ok ? '' : few.explanation,
    'Failed to resolve `a` for Python 3.11: gave up after 1 releases were tried without finding a solution or a contradiction',
  );
  let now = 0;
  const late = await resolve(
    request(['a'], { budget: { seconds: 5 }, now: () => (now += 4000) }),
    world(packages),
  );
  assert.match(late.ok ? '' : late.explanation, /gave up after 5 s have passed/);
});
