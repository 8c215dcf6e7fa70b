// The events of a run hold all that it printed: sent through the reporters again they give the same text, board and record.
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { replay } from '../support/replay.ts';
import type { StartedCli } from '../support/rig.ts';
import { spawnOnTerminal } from '../support/terminalRun.ts';
import type { Schema } from '../support/validateSchema.ts';
import { validateSchema } from '../support/validateSchema.ts';
import { TerminalModel } from '../unit/report/terminalModel.ts';

const files = [
  ...['1.0', '1.1', '1.2'].map((version) =>
    wheelFile({ name: 'thing', version, requires: ['helper'] }),
  ),
  wheelFile({ name: 'thing', version: '2.0', requiresPython: '>=3.99' }),
  wheelFile({ name: 'broken', version: '1.0', files: { 'broken.py': '1/0\n' } }),
  wheelFile({ name: 'broken', version: '0.9', requires: ['nowhere'] }),
  ...['1.0', '2.0'].map((version) => wheelFile({ name: 'helper', version })),
];
const schema = JSON.parse(
  await readFile(join(import.meta.dirname, '../../docs/events.schema.json'), 'utf8'),
) as Schema;

interface Stage {
  readonly indexed: IndexedRig;
  readonly held: HeldCommands;
}

interface Story {
  readonly what: string;
  readonly args: readonly string[];
  /** What happens while it runs. */
  readonly meanwhile?: (run: StartedCli, stage: Stage) => Promise<void>;
  readonly status: number;
}

/** `HELD` stands for a command that waits for the test. */
const stories: readonly Story[] = [
  { what: 'passes', args: words('thing==1.* --python >=3'), status: 0 },
  { what: 'fails', args: words('broken thing --python >=3'), status: 1 },
  {
    what: 'is interrupted',
    args: words('thing==1.* -j 1 --command HELD'),
    meanwhile: async (run, { held }) => {
      const first = await held.next();
      run.signal('SIGINT');
      await run.told(/Stopping: waiting for 1 running cell/);
      first.release();
    },
    status: 130,
  },
  { what: 'has axes', args: words('thing==1.2 --with helper==1.*|==2.*'), status: 0 },
  {
    what: 'has cells of several attempts',
    args: words('thing==1.* -j 1 --command HELD'),
    meanwhile: loseWheels,
    status: 0,
  },
  { what: 'has one column', args: words('thing'), status: 0 },
];

for (const story of stories) {
  for (const live of [false, true]) {
    test(`a run that ${story.what}${live ? ', at a terminal' : ''}`, async () => {
      await using indexed = await IndexedRig.open(files);
      await using held = await HeldCommands.open(indexed.rig.root);
      const json = join(indexed.rig.root, 'record.json');
      const command = `{python} ${held.script} ${held.socket}`;
      const asked = story.args.map((word) => (word === 'HELD' ? command : word));
      const args = ['matrix', ...asked, '--events', '--json', json];
      const run = live ? spawnOnTerminal(indexed.rig, args) : indexed.spawn(args);
      await story.meanwhile?.(run, { indexed, held });
      const { status, stdout, stderr } = await run.ended;
      assert.equal(status, story.status, stderr);
      const faults = stdout
        .trimEnd()
        .split('\n')
        .flatMap((line) => validateSchema(JSON.parse(line), schema));
      assert.deepEqual(faults, []);
      const again = await replay(stdout, { folder: indexed.rig.root, live });
      assert.equal(again.out, stdout);
      assert.equal(again.json, await readFile(json, 'utf8'));
      assert.deepEqual(seen(again.err), seen(stderr));
      assert.ok(!live || stderr.includes('\u001B['), 'the board was drawn');
    });
  }
}

function words(text: string): readonly string[] {
  return text.split(' ');
}

/** What a person sees in the end; a line that stands there because half a minute has passed is of the clock, not of the run. */
function seen(text: string): readonly string[] {
  const terminal = new TerminalModel();
  terminal.write(text);
  return terminal.lines().filter((line) => !/^\.\.\. \d+ of \d+ cells after /.test(line));
}

/** While the first cell is tested the others get ready; then all that they were given is taken away. */
async function loseWheels(_run: StartedCli, { indexed, held }: Stage): Promise<void> {
  const { rig } = indexed;
  const first = await held.next();
  // In the cell's own environment, or in one that is kept.
  const record = '{work,environments-v*}/**/helper-2.0.dist-info/RECORD';
  await until(() => Promise.resolve(globSync(record, { cwd: rig.cacheDir }).length === 3));
  await rm(join(rig.cacheDir, 'wheels-v1'), { recursive: true });
  first.release();
  for (let left = 2; left > 0; left -= 1) {
    (await held.next()).release();
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
