import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Resolution } from '../../../src/resolve/resolveRequest.ts';
import { resolve } from '../../../src/resolve/resolve.ts';
import { python, request, world } from '../../support/world.ts';
import type { WorldPackages } from '../../support/world.ts';

const packages: WorldPackages = {
  app: { '2.0': ['web>=2', 'db'], '1.0': ['web', 'db'] },
  web: { '3.0': ['util>=3'], '2.0': ['util>=2', 'db<2'], '1.0': ['util'] },
  db: { '2.0': ['util<3'], '1.0': ['util'] },
  util: { '3.0': [], '2.0': [], '1.0': [] },
};

/** Answers in an order that depends on the seed, one macrotask apart. */
function shuffled(seed: number): (what: string) => Promise<void> {
  return async (what) => {
    const turns = (seed * 7 + what.length * 3 + what.charCodeAt(0)) % 5;
    for (let turn = 0; turn < turns; turn += 1) {
      await new Promise((done) => setImmediate(done));
    }
  };
}

test('the result and its cost do not depend on the order of answers', async () => {
  const results: Resolution[] = [];
  for (let seed = 0; seed < 20; seed += 1) {
    results.push(await resolve(request(['app']), world(packages, shuffled(seed))));
  }
  const [first, ...others] = results;
  assert.ok(first?.ok);
  for (const other of others) {
    assert.deepEqual(other, first);
  }
});

test('pages and metadata are asked for ahead, all of a level at once', async () => {
  const waiting: { what: string; go: () => void }[] = [];
  const source = world(packages, (what) => new Promise((go) => waiting.push({ what, go })));
  const solved = resolve(request(['web', 'db']), source);
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(
    waiting.map(({ what }) => what),
    ['web', 'db'],
  );
  waiting.splice(0).forEach(({ go }) => go());
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(waiting.map(({ what }) => what).toSorted(), [
    'db-2.0-py3-none-any.whl',
    'web-3.0-py3-none-any.whl',
  ]);
  const pump = setInterval(() => waiting.splice(0).forEach(({ go }) => go()), 0);
  const resolution = await solved;
  clearInterval(pump);
  assert.ok(resolution.ok);
});

test('many solves over one source ask for each page and each metadata once', async () => {
  const source = world(packages);
  const interpreters = ['3.8.1', '3.9.1', '3.11.1'].map(python);
  const solves = Array.from({ length: 60 }, (_, index) => {
    const interpreter = interpreters[index % 3] ?? python('3.11.1');
    return resolve(request([index % 2 === 0 ? 'app' : 'app==1.0'], { interpreter }), source);
  });
  const resolutions = await Promise.all(solves);
  assert.ok(resolutions.every(({ ok }) => ok));
  assert.equal(new Set(source.asked.projects).size, source.asked.projects.length);
  assert.equal(new Set(source.asked.metadata).size, source.asked.metadata.length);
  assert.equal(
    resolutions.reduce((sum, { metadataRequests }) => sum + metadataRequests, 0),
    source.asked.metadata.length,
  );
});
