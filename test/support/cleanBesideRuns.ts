import assert from 'node:assert/strict';
import { wheelFile, sdistFile } from './distributions.ts';
import { IndexedRig, readRecord } from './indexedRig.ts';
import { assertWhole } from './killAndRecover.ts';
import type { CliResult, StartedCli } from './rig.ts';
import { ownBackend } from './sdistBuilder.ts';

const files = [
  ...['1.0', '1.1', '1.2'].map((version) =>
    wheelFile({ name: 'thing', version, requires: ['helper', 'made'] }),
  ),
  wheelFile({ name: 'helper', version: '1.0', files: { 'helper.py': 'x = 1\n' } }),
  sdistFile({
    name: 'made',
    version: '1.0',
    pyproject:
      '[build-system]\nrequires = []\nbuild-backend = "own_backend"\nbackend-path = ["."]\n',
    files: { 'made/__init__.py': '', 'own_backend.py': ownBackend },
  }),
];

export interface Cleaning {
  /** What the cleaner runs, one after the other, until the last run has ended. */
  readonly commands: readonly string[];
  /** Whether it must wait for the runs that live. */
  readonly waits: boolean;
  /** Whether a cell may end with `infra/disk`: what it uses is taken away while it lives. */
  readonly mayMiss: boolean;
}

/** Four processes with matrices on one cache and one data directory, and a cleaner beside them. */
export async function cleanBesideRuns({ commands, waits, mayMiss }: Cleaning): Promise<void> {
  await using indexed = await IndexedRig.open(files);
  const { rig, server } = indexed;
  const gate = server.hold('/simple/thing/');
  const first = Array.from({ length: 4 }, () => startRun(indexed));
  await gate.arrived(4);
  // All four live: the first look of the cleaner finds them.
  const cleaner = rig.spawn((commands[0] ?? '').split(' '));
  if (waits) {
    await cleaner.told(waiting);
  }
  gate.release();
  let running = true;
  const runs = Promise.all(
    first.map(async (run) => {
      await assertRun(await run.ended, mayMiss);
      for (let more = 0; more < 2; more += 1) {
        await assertRun(await startRun(indexed).ended, mayMiss);
      }
    }),
  ).finally(() => (running = false));
  const cleaners = async (): Promise<void> => {
    assertCleaner(commands[0] ?? '', await cleaner.ended, waits);
    for (let at = 1; running; at += 1) {
      const command = commands[at % commands.length] ?? '';
      assertCleaner(command, await rig.run(command.split(' ')), waits);
    }
  };
  // Whichever fails first tells why; the rig ends what still runs.
  await Promise.all([runs, cleaners()]);
  await assertHealthy(indexed);
}

/** A run that begins on a busy machine may hold the lock of cleaners for so long that it is named, too. */
const waiting =
  /^Waiting for (?:run \w+|another command) \(spip\.js matrix thing, pid \d+ on .*\)$/m;

function startRun(indexed: IndexedRig): StartedCli {
  return indexed.spawn('matrix thing --limit 3 -j 2 --json -');
}

async function assertRun(result: CliResult, mayMiss: boolean): Promise<void> {
  const { status, stdout, stderr } = result;
  assert.notEqual(stdout, '', JSON.stringify(result));
  const { cells } = await readRecord(stdout);
  assert.equal(cells.length, 3);
  const failed = cells.filter(({ state }) => state !== 'pass');
  assert.deepEqual(
    failed.filter(({ state, reason }) => !mayMiss || `${state}/${reason}` !== 'infra/disk'),
    [],
    stderr,
  );
  assert.equal(status, failed.length === 0 ? 0 : 3, stderr);
}

function assertCleaner(command: string, { status, stderr }: CliResult, waits: boolean): void {
  assert.equal(status, 0, `${command}: ${stderr}`);
  const others = stderr.split('\n').filter((line) => line !== '' && !waiting.test(line));
  assert.deepEqual(others, [], command);
  assert.ok(waits || !stderr.includes('Waiting for run '), stderr);
}

/** Nothing is left and nothing is damaged, and a run that finds all this passes. */
async function assertHealthy(indexed: IndexedRig): Promise<void> {
  indexed.rig.assertNothingLeft();
  const verified = await indexed.run('cache verify');
  assert.equal(verified.status, 0, verified.stdout);
  const again = await indexed.matrix('thing --limit 3');
  assert.equal(again.status, 0, again.stderr);
  await assertWhole(indexed);
}
