// How many cells run at once, and that their outputs stay apart.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import { IndexedRig, readRecord } from '../support/indexedRig.ts';

const versions = Array.from({ length: 16 }, (_, index) => `1.${index}`);
const indexed = await IndexedRig.open(
  versions.map((version) => wheelFile({ name: 'thing', version })),
);
after(() => indexed[Symbol.asyncDispose]());

test('of 16 held cells with -j 8 exactly 8 run at once, and the ninth starts when one ends', async () => {
  await using held = await HeldCommands.open(indexed.rig.root);
  const run = indexed.spawn([
    ...'matrix thing --limit 16 -j 8 --json -'.split(' '),
    '--command',
    `{python} ${held.script} ${held.socket}`,
  ]);
  const running = [...(await held.nextOf(8))];
  const seen = new Set(running.map(({ name }) => name));
  for (let ended = 1; ended <= 8; ended += 1) {
    assert.equal(held.started, 7 + ended, `after ${ended - 1} ends`);
    const [first] = running.splice(0, 1);
    first?.release();
    await first?.gone;
    const next = await held.next();
    assert.equal(held.running, 8, `the next one starts when one has ended, after ${ended} ends`);
    seen.add(next.name);
    running.push(next);
  }
  assert.equal(seen.size, 16, 'each cell runs once');
  running.forEach((child) => child.release());
  const { status, stdout } = await run.ended;
  assert.equal(status, 0);
  assert.equal((await readRecord(stdout)).run.jobs, 8);
  assert.equal(held.started, 16);
});

test('16 cells that print 10,000 lines each at once: terminal and logs unmixed', async () => {
  const lines = 10_000;
  const script = await indexed.rig.write(
    'print_much.py',
    `import os, sys
name = os.environ["SPIP_CELL"]
for number in range(${lines}):
    (sys.stdout if number % 2 else sys.stderr).write("%s line %d\\n" % (name, number))
    (sys.stdout if number % 2 else sys.stderr).flush()
`,
  );
  const { status, record, stdout, stderr } = await indexed.matrix(
    `thing --limit 16 -j 16 ${script}`,
  );
  assert.equal(status, 0);
  for (const cell of record.cells) {
    const log = cell.steps.find(({ name }) => name === 'custom')?.log ?? '';
    const text = await readFile(join(indexed.rig.dataDir, 'runs', record.run.id, log), 'utf8');
    const wanted = Array.from({ length: lines }, (_, number) => `${cell.id} line ${number}\n`);
    assert.ok(text === wanted.join(''), `the log of ${cell.id} holds its own lines and no others`);
  }
  const progress = stderr.split('\n').filter((line) => line !== '');
  assert.deepEqual(
    new Set(
      progress.map((line) => /^✓ thing (1\.\d+) +on 3\.\d+ +pass +\d+\.\d\d s$/.exec(line)?.[1]),
    ),
    new Set(versions),
    stderr,
  );
  assert.equal(progress.length, 16);
  const table = stdout.split('\n').filter((line) => line.startsWith('✓'));
  assert.deepEqual(
    table.map((line) => line.split(/ +/)[2]),
    versions.toReversed(),
    stdout,
  );
  assert.doesNotMatch(stdout + stderr, / line \d/);
});
