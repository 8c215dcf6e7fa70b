import assert from 'node:assert/strict';
import { test } from 'node:test';

import { resolve } from '../../../src/resolve/resolve.ts';
import { request, world } from '../../support/world.ts';
import type { WorldPackages } from '../../support/world.ts';

/** Like boto3, botocore and urllib3: each of many releases pins its own neighbour, and all of those agree on the end. */
function pinnedChain(releases: number): WorldPackages {
  const numbers = Array.from({ length: releases }, (_, number) => number);
  return {
    sdk: Object.fromEntries(
      numbers.map((number) => [`1.${number}.0`, [`core>=1.${number}.0,<1.${number + 1}`, 'tool']]),
    ),
    core: Object.fromEntries(numbers.map((number) => [`1.${number}.0`, ['http>=1.25,<1.27']])),
    tool: { '1.0': ['core>=1.2'] },
    http: { '1.25.4': [], '1.26.4': [], '2.0.0': [], '2.1.0': [] },
  };
}

test('2,000 releases pinned to 2,000 others that all exclude what is asked for', async () => {
  const source = world(pinnedChain(2000));
  const resolution = await resolve(request(['sdk', 'http>=2']), source);
  assert.ok(!resolution.ok);
  assert.equal(
    resolution.explanation,
    [
      'Failed to resolve `sdk` and `http>=2` for Python 3.11:',
      '  you ask for `sdk` and `http>=2`',
      '  every release of `sdk` depends on 2000 different ranges of `core`, from `core>=1.0.0,<1.1` for 1.0.0 to `core>=1.1999.0,<1.2000` for 1.1999.0',
      '  every release of `core` depends on `http>=1.25,<1.27`',
      'So no choice of releases of `sdk`, `http` and `core` fits all of this',
    ].join('\n'),
  );
  // Each release of `sdk` and of `core` once or twice, not each pair of them.
  assert.ok(resolution.decisions <= 6010, `${resolution.decisions} decisions`);
  assert.ok(resolution.metadataRequests <= 4010, `${resolution.metadataRequests} requests`);
});

test('the same goes down to the releases that fit', async () => {
  const resolution = await resolve(request(['sdk', 'core<1.40']), world(pinnedChain(200)));
  assert.ok(resolution.ok);
  assert.deepEqual(
    resolution.lock.packages.map(({ name, version }) => `${name}==${version}`),
    ['core==1.39.0', 'http==1.26.4', 'sdk==1.39.0', 'tool==1.0'],
  );
});

test('a cycle of dependencies and extras ends', async () => {
  const packages = {
    a: { '1.0': { requires: ['b[x]'], extras: { x: ['a[x]', 'c[x]'] } } },
    b: { '1.0': { requires: ['a[x]'], extras: { x: ['b[x]', 'a'] } } },
    c: { '1.0': { extras: { x: ['b'] } } },
  };
  const resolution = await resolve(request(['a']), world(packages));
  assert.ok(resolution.ok);
  assert.deepEqual(resolution.order, ['a', 'b', 'c']);
});
