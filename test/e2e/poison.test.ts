// A test that writes in place, deletes and replaces files of its environment: nobody else sees any of it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CellRecord } from '../../src/model/record.ts';
import { wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import { IndexedRig, readRecord } from '../support/indexedRig.ts';

const versions = ['1.0', '2.0', '3.0'];
const files = [
  ...versions.map((version) => wheelFile({ name: 'thing', version, requires: ['shared'] })),
  wheelFile({
    name: 'shared',
    version: '1.0',
    files: { 'shared.py': 'value = 1\n', 'deleted.py': 'y = 1\n', 'replaced.py': 'z = 1\n' },
  }),
];

/**
 * In the cell of 2.0: changes its environment. In every cell: then waits to be let go, and fails if a shared file is not
 * what its wheel brings. What is refused is no failure.
 */
const script = `import os, runpy, stat, sys
import shared
folder = os.path.dirname(os.path.abspath(shared.__file__))
wicked = "==2.0@" in os.environ["SPIP_CELL"]

def attempt(action):
    try:
        action()
    except OSError as error:
        print("refused", error)

def write():
    path = os.path.join(folder, "shared.py")
    os.chmod(path, 0o644)
    with open(path, "r+") as file:
        file.write("value = 2")

def replace():
    path = os.path.join(folder, "replaced.py")
    os.unlink(path)
    with open(path, "w") as file:
        file.write("z = 2")

if wicked:
    attempt(write)
    attempt(lambda: os.unlink(os.path.join(folder, "deleted.py")))
    attempt(replace)
try:
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as error:
    if error.code:
        raise
if not wicked:
    for name, text in ("shared", "value = 1"), ("deleted", "y = 1"), ("replaced", "z = 1"):
        with open(os.path.join(folder, name + ".py")) as file:
            found = file.read()
        assert found.strip() == text, (name, found)
`;

interface Outcome {
  readonly cells: readonly CellRecord[];
  /** How often the script ran. */
  readonly started: number;
}

/** Three cells side by side; no one ends before all have started and the wicked one has done its work. */
async function runBeside(
  indexed: IndexedRig,
  args: readonly string[],
  {
    user,
    guarded = false,
  }: { readonly user?: number | undefined; readonly guarded?: boolean } = {},
): Promise<Outcome> {
  const { rig } = indexed;
  await using held = await HeldCommands.open(rig.root);
  const path = await rig.write('poison.py', script);
  if (user !== undefined) {
    execFileSync('chown', ['-R', `${user}:${user}`, rig.root]);
  }
  const command = ['--command', `{python} ${path} ${held.script} ${held.socket}`];
  const run = rig.spawn(
    ['matrix', 'thing', '-j', '3', '--json', '-', ...args, ...command],
    user === undefined ? {} : { user },
  );
  const early = run.ended.then(({ stderr }) => assert.fail(`It ended early: ${stderr}`));
  early.catch(() => undefined);
  const [wicked, ...others] = (await Promise.race([held.nextOf(3), early])).toSorted(
    (a, b) => Number(b.name.includes('==2.0@')) - Number(a.name.includes('==2.0@')),
  );
  wicked?.release();
  if (guarded) {
    // It runs again: what it shared is set aside by now, and the others still have it.
    (await Promise.race([held.next(), early])).release();
  }
  others.forEach((child) => child.release());
  const over = run.ended.then(() => undefined);
  for (;;) {
    const child = await Promise.race([held.next(), over]);
    if (child === undefined) {
      break;
    }
    child.release();
  }
  const { status, stdout, stderr } = await run.ended;
  assert.equal(status, 0, stderr + stdout);
  const { cells } = await readRecord(stdout);
  return { cells, started: held.started };
}

function notesOf(
  cells: readonly CellRecord[],
  version: string,
): Readonly<Record<string, readonly string[]>> {
  const { notes = [] } = cells.find((cell) => cell.version === version) ?? {};
  return Object.fromEntries(notes.map(({ code, paths }) => [code, paths]));
}

/** Nothing of it is left in the store, and later runs see nothing of it. */
async function assertClean(indexed: IndexedRig, user?: number): Promise<void> {
  const options = user === undefined ? {} : { user };
  const { status, stdout } = await indexed.rig.run(['cache', 'verify'], options);
  assert.equal(status, 0, stdout);
  const wheels = join(indexed.rig.cacheDir, 'wheels-v1');
  const stored = readdirSync(wheels, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('/files/shared.py'),
  );
  assert.deepEqual(
    stored.map((path) => readFileSync(join(wheels, path), 'utf8')),
    ['value = 1\n'],
  );
}

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

test('in a sandbox no write reaches another cell, and each runs once', async () => {
  await using indexed = await IndexedRig.open(files);
  const { cells, started } = await runBeside(indexed, ['--sandbox', 'require']);
  assert.equal(started, 3);
  assert.deepEqual(
    cells.map(({ notes }) => notes),
    [[], [], []],
  );
  await assertClean(indexed);
});

test('without one, as a user: shared files are poisoned, set aside, and all who saw them run again', async () => {
  const user = isRoot ? nobody : undefined;
  await using indexed = await IndexedRig.open(files);
  const { cells, started } = await runBeside(indexed, ['--sandbox', 'off'], {
    user,
    guarded: true,
  });
  assert.ok(started > 3 && started <= 12, `${started} starts`);
  assert.deepEqual(notesOf(cells, '1.0'), { 'ran-again': ['shared.py'] });
  const attempts = cells.flatMap((cell) => cell.attempts);
  assert.ok(attempts.length >= started - 3, 'every further start is recorded');
  assert.ok(attempts.every(({ state, seconds }) => state === 'infra' && seconds > 0));
  assert.deepEqual(notesOf(cells, '3.0'), { 'ran-again': ['shared.py'] });
  const wicked = notesOf(cells, '2.0');
  assert.deepEqual(Object.keys(wicked).toSorted(), ['modified-environment', 'ran-again']);
  assert.deepEqual(
    wicked['modified-environment']?.map((path) => path.replace(/^.*\//, '')).toSorted(),
    ['deleted.py', 'replaced.py', 'shared.py'],
  );
  const after = await runBeside(indexed, ['--sandbox', 'off'], { user, guarded: true });
  assert.ok('modified-environment' in notesOf(after.cells, '2.0'));
  await assertClean(indexed, user);
});

test('without one, as root: every cell has files of its own', { skip: !isRoot }, async () => {
  await using indexed = await IndexedRig.open(files);
  const { cells, started } = await runBeside(indexed, ['--sandbox', 'off']);
  assert.equal(started, 3);
  assert.deepEqual(notesOf(cells, '1.0'), {});
  assert.deepEqual(notesOf(cells, '3.0'), {});
  assert.deepEqual(
    notesOf(cells, '2.0')
      ['modified-environment']?.map((path) => path.replace(/^.*\//, ''))
      .toSorted(),
    ['deleted.py', 'replaced.py', 'shared.py'],
  );
  await assertClean(indexed);
});
