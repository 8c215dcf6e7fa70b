// A release that speaks in the name of the process that supervises it, or means to reach that, changes no verdict.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { MatrixResult } from '../support/indexedRig.ts';
import { forgeries, tools } from './forgeries.ts';
import { assertNothingReached } from './logs.ts';
import { everySurroundings, handOver } from './surroundings.ts';

const honest = 'raise ImportError("honest")\n';

/** It goes on when the supervising process does, or has been ended. */
const stops = `${tools}os.kill(supervisor, signal.SIGSTOP)\n${honest}`;

/** Own tests that do what the release does when it is imported, and fail. */
const ownTests = (module: string): string => `import unittest
class Case(unittest.TestCase):
    def test_0(self):
        try:
            __import__(${JSON.stringify(module)})
        finally:
            self.fail("honest")
`;

const files = [
  ...Object.entries(forgeries).flatMap(([name, attack]) => {
    const module = name.replaceAll('-', '_');
    const release = { name, version: '1.0' };
    const source = { [`${module}.py`]: `${tools}${attack}\n${honest}` };
    return [
      wheelFile({ ...release, files: source, entryPoints: { pytest11: { [module]: module } } }),
      sdistFile({
        ...release,
        pyproject: '[tool.spip.own-tests]\nrunner = "unittest"\n',
        files: { ...source, 'tests/test_it.py': ownTests(module) },
      }),
    ];
  }),
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
  // Asked for where a release does not say what runs its tests.
  wheelFile({ name: 'pytest', version: '1.0' }),
];
const names = [...Object.keys(forgeries), 'start-files'];

for (const surroundings of await everySurroundings()) {
  const { name, skip, sandbox, user } = surroundings;
  describe(name, { skip }, async () => {
    const indexed = await IndexedRig.open(files);
    after(() => indexed[Symbol.asyncDispose]());

    async function run(...custom: readonly string[]): Promise<MatrixResult> {
      const words = [...names, '--sandbox', sandbox, '--timeout', '20', ...custom];
      return indexed.matrix(words, user === undefined ? {} : { user });
    }

    test('a command that fails has failed, and so has an import', async () => {
      handOver(indexed, surroundings);
      // What outlives its turn in its own cell could reach the command.
      const look = `case $SPIP_CELL in outlives*) ! grep -l outliving /proc/[0-9]*/comm || echo REACHED;; esac`;
      const result = await run('--command', `${look}; false`);
      await assertHonest(indexed, result, () => 1);
    });

    test('own tests that fail have failed, and so has a command that runs the release', async () => {
      handOver(indexed, surroundings);
      // By its name, and as the plugin of a test runner.
      const imports = `__import__(os.environ["SPIP_CELL"].split("=")[0].replace("-", "_"))`;
      const plugins = '[each.load() for each in entry_points(group="pytest11")]';
      const command = [
        `{python} -c 'import os; ${imports}'`,
        `{python} -c 'from importlib.metadata import entry_points; ${plugins}'`,
        'exit 3',
      ].join('; ');
      const { record } = await run('--own-tests', '--command', command);
      const passed = record.cells.map(({ package: name, state, steps }) => ({
        name,
        passes: state === 'pass',
        passed: steps.filter((step) => step.state === 'pass').map((step) => step.name),
      }));
      assert.deepEqual(
        passed,
        record.cells.map(({ package: name }) => ({ name, passes: false, passed: ['install'] })),
      );
      assert.equal(record.cells.length, names.length);
      await assertNothingReached(indexed.rig.dataDir, record);
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
