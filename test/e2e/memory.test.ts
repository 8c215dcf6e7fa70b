// How many cells run at once where memory is short.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const indexed = await IndexedRig.open(
  ['1.0', '1.1', '1.2', '1.3'].map((version) => wheelFile({ name: 'thing', version })),
);
after(() => indexed[Symbol.asyncDispose]());

// Room for one cell of which nothing is known, and for several small ones.
const matrix = 'matrix thing --limit 4 -j 3 --total-memory 700MB'.split(' ');
const said =
  /^warning: 1 of 3 places for now: more cells may not fit in 700 MB of memory\nhint: `--total-memory SIZE` .*$/m;

test('cells of which nothing is known run one at a time, and together once one was seen, in later runs too', async () => {
  await using held = await HeldCommands.open(indexed.rig.root);
  const command = ['--command', `{python} ${held.script} ${held.socket}`];
  const first = indexed.spawn([...matrix, ...command]);
  const alone = await held.next();
  await first.told(said);
  assert.equal(held.started, 1);
  alone.release();
  const others = await held.nextOf(3);
  assert.equal(held.running, 3, 'what the first took leaves room for three');
  others.forEach((child) => child.release());
  const ended = await first.ended;
  assert.equal(ended.status, 0);
  assert.equal(ended.stderr.split(' places for now').length, 2, 'said once');

  const second = indexed.spawn([...matrix, ...command]);
  const three = await held.nextOf(3);
  assert.equal(held.running, 3);
  three.forEach((child) => child.release());
  (await held.next()).release();
  const { status, stderr } = await second.ended;
  assert.equal(status, 0);
  assert.doesNotMatch(stderr, /places/);
});

test('a variable says it too, and what fits nowhere runs alone', async () => {
  await using held = await HeldCommands.open(indexed.rig.root);
  const run = indexed.spawn(
    [
      ...'matrix thing --limit 2 -j 2 --command'.split(' '),
      `{python} ${held.script} ${held.socket}`,
    ],
    { env: { SPIP_TOTAL_MEMORY: '1kB' } },
  );
  const alone = await held.next();
  await run.told(/^warning: 1 of 2 places for now: more cells may not fit in 1.0 kB of memory$/m);
  assert.equal(held.started, 1);
  alone.release();
  await alone.gone;
  (await held.next()).release();
  assert.equal((await run.ended).status, 0);
});
