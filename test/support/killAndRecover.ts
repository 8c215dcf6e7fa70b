import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { digestFile } from '../../src/lib/files/digestFile.ts';
import { readStoredWheel } from '../../src/store/readStoredWheel.ts';
import { sdistFile, wheelFile } from './distributions.ts';
import { assertReuses } from './assertReuses.ts';
import { HeldCommands } from './heldCommand.ts';
import { IndexedRig } from './indexedRig.ts';
import type { ServedFile } from './indexPages.ts';
import type { KillPoint } from './killPoints.ts';
import { mulberry } from './randomWorld.ts';
import { ownBackend } from './sdistBuilder.ts';

/** A backend that says when it is at work, and takes its time. */
const slowBackend = `${ownBackend}
import time
_build = build_wheel

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    open("building", "w").close()
    time.sleep(0.1)
    os.remove("building")
    return _build(wheel_directory)
`;

const files: readonly ServedFile[] = [
  ...['1.0', '1.1', '1.2'].map((version) =>
    wheelFile({ name: 'thing', version, requires: ['big', 'small'] }),
  ),
  wheelFile({ name: 'small', version: '1.0' }),
  wheelFile({
    name: 'big',
    version: '1.0',
    files: Object.fromEntries(
      Array.from({ length: 400 }, (_, at) => [`big/part${at % 20}/m${at}.py`, `N = ${at}\n`]),
    ),
  }),
  sdistFile({
    name: 'made',
    version: '1.0',
    pyproject:
      '[build-system]\nrequires = []\nbuild-backend = "own_backend"\nbackend-path = ["."]\n',
    files: { 'made/__init__.py': '', 'own_backend.py': slowBackend },
  }),
];

/**
 * Kills a run at a point, a random moment later, and holds the next command to its promise: it passes, sweeps
 * everything, waits for no lock of the dead, and store and ledger are whole. With `reuses` verdicts of earlier runs
 * count: each that the dead run has shown is there, and with them all is as without them.
 */
export async function killAndRecover(
  point: KillPoint,
  seed: number,
  { reuses = false }: { readonly reuses?: boolean } = {},
): Promise<void> {
  const random = mulberry(seed);
  const off = reuses ? undefined : 'true';
  await using indexed = await IndexedRig.open(files, {}, { SPIP_NO_RESULT_CACHE: off });
  const { rig, server } = indexed;
  await using held = await HeldCommands.open(rig.root);
  const tasks: (() => Promise<void> | void)[] = [];
  let testsAlike = false;
  const run = await point.reach({
    indexed,
    held,
    nth: seed,
    start: (args) => {
      testsAlike = !args.includes('--command') && args.includes('thing');
      return rig.spawn(args);
    },
    afterwards: (task) => void tasks.push(task),
  });
  // Half of them die at once.
  await delay(seed % 2 === 0 ? 0 : random() * 40);
  run.signal('SIGKILL');
  await run.ended;
  server.mend();
  for (const task of tasks) {
    await task();
  }
  const command = 'matrix thing made --limit 3 -j 2 -v --json -'.split(' ');
  const again = await rig.run(command);
  assert.equal(again.status, 0, again.stderr);
  assert.doesNotMatch(again.stderr, /^(?:warning|error)|waiting for /im);
  rig.assertNothingLeft();
  await assertWhole(indexed);
  if (reuses) {
    const shown = [...run.stderr().matchAll(/^✓ (thing \S+) .*pass/gm)].map(
      ([, cell = '']) => cell,
    );
    await assertReuses(indexed, { command, again: again.stdout, shown: testsAlike ? shown : [] });
  }
}

const unfinished = /\.tmp$|^ledger\.git\.new|^quarantine\/|\.held$/;
/** Half of a record under a name that nobody reads, in the folder of its run. */
const halfWritten = /^runs\/.*\.tmp$/;

/** Nothing in cache and data is unfinished, damaged or set aside. */
export async function assertWhole({ rig }: IndexedRig): Promise<void> {
  const { cacheDir, dataDir, home } = rig;
  const names = [cacheDir, dataDir].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }),
  );
  assert.deepEqual(
    names.filter((name) => unfinished.test(name) && !halfWritten.test(name)),
    [],
    'something unfinished was left',
  );
  const wheels = join(cacheDir, 'wheels-v1');
  for (const place of existsSync(wheels) ? readdirSync(wheels) : []) {
    for (const digest of readdirSync(join(wheels, place))) {
      const look = await readStoredWheel(join(wheels, place, digest));
      assert.equal(look.state, 'present', `${digest} is ${look.state}`);
      for (const file of look.state === 'present' ? look.value.files : []) {
        assert.equal(
          await digestFile(join(wheels, place, digest, 'files', file.path)),
          file.sha256,
          file.path,
        );
      }
    }
  }
  const fsck = execFileSync(
    'git',
    ['--git-dir', join(dataDir, 'ledger.git'), 'fsck', '--strict', '--full', '--no-dangling'],
    { encoding: 'utf8', stdio: 'pipe', env: { PATH: process.env['PATH'], HOME: home } },
  );
  assert.equal(fsck, '');
}
