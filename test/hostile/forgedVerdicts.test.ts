// A release that speaks in the name of the process that supervises it, or means to reach that, changes no verdict.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { MatrixResult } from '../support/indexedRig.ts';
import { forgeries, tools } from './forgeries.ts';
import { assertNothingReached } from './logs.ts';
import { everySurroundings, handOver } from './surroundings.ts';

const honest = 'raise ImportError("honest")\n';

/** It goes on when the supervising process does, or has been ended. */
const stops = `${tools}os.kill(supervisor, signal.SIGSTOP)\n${honest}`;

const files = [
  ...Object.entries(forgeries).map(([name, attack]) =>
    wheelFile({
      name,
      version: '1.0',
      files: { [`${name.replaceAll('-', '_')}.py`]: `${tools}${attack}\n${honest}` },
    }),
  ),
  wheelFile({
    name: 'start-files',
    version: '1.0',
    files: {
      'start_files.py': honest,
      'start_files.pth': 'import start_attack\n',
      'start_attack.py': `${tools}shout_everywhere()\n${forgeries['patched'] ?? ''}`,
      'sitecustomize.py': `${tools}shout_everywhere()\n`,
    },
  }),
  wheelFile({ name: 'stops', version: '1.0', files: { 'stops.py': stops } }),
];
const names = [...Object.keys(forgeries), 'start-files'];

for (const surroundings of await everySurroundings()) {
  const { name, skip, sandbox, user } = surroundings;
  describe(name, { skip }, async () => {
    const indexed = await IndexedRig.open(files);
    after(() => indexed[Symbol.asyncDispose]());

    async function run(...custom: readonly string[]): Promise<MatrixResult> {
      const words = [...names, '--sandbox', sandbox, '--timeout', '30', ...custom];
      return indexed.matrix(words, user === undefined ? {} : { user });
    }

    test('a command that fails has failed, and so has an import', async () => {
      handOver(indexed, surroundings);
      // What outlives its turn in its own cell could reach the command.
      const look = `case $SPIP_CELL in outlives*) ! grep -l outliving /proc/[0-9]*/comm || echo REACHED;; esac`;
      const result = await run('--command', `${look}; false`);
      await assertHonest(indexed, result, () => 1);
    });

    test('who stops the process that supervises it has not passed', async () => {
      handOver(indexed, surroundings);
      const words = ['stops', '--sandbox', sandbox, '--timeout', '1', '--command', 'false'];
      const { record } = await indexed.matrix(words, user === undefined ? {} : { user });
      assert.deepEqual(
        record.cells.flatMap(({ steps }) => steps.map(({ reason }) => reason)),
        [null, sandbox === 'off' ? 'timeout' : 'import-failed', 'tests-failed'],
      );
    });

    test('the script that judges is the one of the user', async () => {
      await indexed.rig.write('check.py', 'import sys\nsys.exit(3)\n');
      handOver(indexed, surroundings);
      // Start files of the release run in every Python of its environment, the script's own too.
      const result = await run(join(indexed.rig.project, 'check.py'));
      // Without a sandbox it may have moved the whole environment away.
      const isGone = (release: string): boolean => sandbox === 'off' && release === 'other-tests';
      await assertHonest(indexed, result, (each) => (isGone(each) ? 127 : 3));
    });
  });
}

async function assertHonest(
  { rig }: IndexedRig,
  { record }: MatrixResult,
  statusOf: (name: string) => number,
): Promise<void> {
  const told = record.cells.map(({ package: name, state, steps }) => {
    const [, imported, custom] = steps;
    const { reason, exit_status: status } = custom ?? {};
    return { name, state, imported: imported?.state, custom: reason, status };
  });
  const expected = record.cells.map(({ package: name }) => {
    const status = statusOf(name);
    return { name, state: 'fail', imported: 'fail', custom: 'tests-failed', status };
  });
  assert.deepEqual(told, expected);
  assert.deepEqual(record.cells.map((cell) => cell.package).toSorted(), names.toSorted());
  await assertNothingReached(rig.dataDir, record);
}
