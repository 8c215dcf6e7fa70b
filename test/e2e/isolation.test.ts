// A cell sees nothing of its neighbours and of the user, and changes nothing that another one uses.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { MatrixResult } from '../support/indexedRig.ts';
import { sha256 } from '../support/indexPages.ts';

const versions = ['1.0', '1.1', '1.2'];
const indexed = await IndexedRig.open([
  ...versions.map((version) =>
    wheelFile({
      name: 'thing',
      version,
      files: {
        'thing/__init__.py': 'import helper\nVALUE = 1\n',
        'thing/data.txt': 'as it came\n',
      },
      requires: ['helper'],
    }),
  ),
  wheelFile({ name: 'helper', version: '1.0', files: { 'helper.py': 'VALUE = 1\n' } }),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;
const sandboxes = ['auto', 'off'];
await indexed.matrix('thing');

for (const sandbox of sandboxes) {
  test(`HOME, TMPDIR and the working directory are a cell's own, --sandbox ${sandbox}`, async () => {
    const script = await rig.write(
      'places.py',
      `import os, sys, tempfile
places = [os.environ["HOME"], os.environ["TMPDIR"], os.getcwd()]
assert len(set(map(os.path.realpath, places))) == 3, places
assert os.path.expanduser("~") == places[0]
assert os.path.realpath(tempfile.gettempdir()) == os.path.realpath(places[1])
for place in places:
    mine = os.path.join(place, "mine")
    assert not os.path.exists(mine), "another cell was here"
    with open(mine, "w") as stream:
        stream.write(os.environ["SPIP_CELL"])
assert os.path.realpath(sys.prefix) == os.path.realpath(os.environ["VIRTUAL_ENV"])
`,
    );
    const result = await indexed.matrix(`thing -j 1 --sandbox ${sandbox} ${script}`);
    assert.equal(result.status, 0, result.stdout);
    assert.equal(Object.keys(result.verdicts).length, 3);
  });

  test(`variables of the user do not get in, --sandbox ${sandbox}`, async () => {
    const script = await rig.write(
      'variables.py',
      'import json, os, sys\nprint(json.dumps([sorted(os.environ), sys.path, sys.flags.no_user_site]))\n',
    );
    const secret = {
      SECRET_TOKEN: 'abc',
      PYTHONPATH: rig.project,
      PYTHONHOME: '/nowhere',
      PYTHONSTARTUP: '/nowhere',
      VIRTUAL_ENV: '/nowhere',
      GIT_DIR: '/nowhere',
      SSH_AUTH_SOCK: '/nowhere',
    };
    const result = await indexed.matrix(`thing==1.0 --sandbox ${sandbox} ${script}`, {
      env: secret,
    });
    assert.equal(result.status, 0, result.stdout);
    const [names, path, noUserSite] = JSON.parse(await customLog(result)) as [
      readonly string[],
      readonly string[],
      number,
    ];
    const known =
      /^(PATH|HOME|TMPDIR|LANG|LC_CTYPE|TZ|USER|LOGNAME|TERM|PWD|CI|VIRTUAL_ENV|SPIP_CELL|MAKEFLAGS|GIT_CEILING_DIRECTORIES|PYTHONNOUSERSITE|PYTHONDONTWRITEBYTECODE|PYTHON_CPU_COUNT|[A-Z_]+_(NUM_THREADS|MAX_THREADS|MAXIMUM_THREADS|PARALLEL_LEVEL|NUM_WORKERS)|GOMAXPROCS)$/;
    assert.deepEqual(
      names.filter((name) => !known.test(name)),
      [],
    );
    assert.ok(
      !path.includes(join(rig.project, 'x')) && path.every((each) => each !== ''),
      String(path),
    );
    assert.equal(noUserSite, 1);
  });

  test(`a cell that writes into its environment spoils no other, --sandbox ${sandbox}`, async () => {
    const before = await storeDigests();
    const script = await rig.write(
      'tamper.py',
      `import os, stat, sys
import helper, thing
assert (helper.VALUE, thing.VALUE) == (1, 1), "an earlier cell got here"
data = os.path.join(os.path.dirname(thing.__file__), "data.txt")
with open(data) as stream:
    assert stream.read() == "as it came\\n"

def attempt(task):
    try:
        task()
        print("done")
    except OSError:
        print("refused")

def overwrite(path):
    os.chmod(path, 0o666)
    with open(path, "r+") as stream:
        stream.write("VALUE = 2\\n")

attempt(lambda: overwrite(helper.__file__))
attempt(lambda: overwrite(data))
attempt(lambda: os.remove(thing.__file__))
attempt(lambda: open(os.path.join(sys.prefix, "planted.py"), "w").close())
`,
    );
    const first = await indexed.matrix(`thing -j 1 --sandbox ${sandbox} ${script}`);
    assert.equal(first.status, 0, first.stdout);
    const again = await indexed.matrix(`thing -j 3 --sandbox ${sandbox} ${script}`);
    assert.equal(again.status, 0, again.stdout);
    assert.deepEqual(again.verdicts, {
      'thing 1.2': 'pass/clean',
      'thing 1.1': 'pass/clean',
      'thing 1.0': 'pass/clean',
    });
    const later = await storeDigests();
    for (const [path, digest] of before) {
      const now = later.get(path);
      // Where files are hard links the damaged entry is put away, and fetched again by whoever needs it.
      const away =
        now === undefined && first.record.run.sandbox === 'none' && process.getuid?.() !== 0;
      assert.ok(away || now === digest, `${path} in the store has changed`);
    }
    const told = first.record.cells.every((cell) =>
      cell.notes.some(({ code }) => code === 'modified-environment'),
    );
    assert.equal(told, first.record.run.sandbox === 'none', 'the record says what was modified');
  });
}

test('in the sandbox there is no network, no home of the user and no cache', async (context) => {
  const canary = join(rig.home, 'canary');
  await writeFile(canary, 'secret');
  const script = await rig.write(
    'reach.py',
    `import os, socket
reached = []
try:
    socket.create_connection(("127.0.0.1", ${new URL(indexed.server.url).port}), 5).close()
    reached.append("server")
except OSError:
    pass
for path in (${JSON.stringify(canary)}, ${JSON.stringify(rig.cacheDir)}, ${JSON.stringify(rig.dataDir)}):
    if os.path.exists(path):
        reached.append(path)
print("reached", *reached)
assert not reached, reached
`,
  );
  const open = await indexed.matrix(`thing==1.0 --sandbox off ${script}`);
  assert.deepEqual(open.verdicts, { 'thing 1.0': 'fail/tests-failed' });
  assert.equal((await customLog(open)).split('\n')[0]?.split(' ').length, 5, 'all of it is there');
  assert.match(open.stdout, /^warning: No sandbox: /m);
  const closed = await indexed.matrix(`thing==1.0 ${script}`);
  if (closed.record.run.sandbox === 'none') {
    context.skip('bubblewrap does not work here');
    return;
  }
  assert.deepEqual(closed.verdicts, { 'thing 1.0': 'pass/clean' });
});

test('in the sandbox a test reaches no key, no store, no base Python and no process outside (T5, T7)', async (context) => {
  await mkdir(join(rig.home, '.ssh'), { recursive: true });
  const key = join(rig.home, '.ssh', 'id_canary');
  await writeFile(key, 'secret');
  const [stored = ''] = (await storeDigests()).keys();
  const before = await storeDigests();
  const script = await rig.write(
    'attack.py',
    `import fcntl, os, sys, termios
import helper

def into(path):
    return lambda: open(path, "a").close()

def inject():
    fcntl.ioctl(os.open("/dev/tty", os.O_RDWR), termios.TIOCSTI, b"x")

attempts = {
    "read the key": lambda: open(${JSON.stringify(key)}).close(),
    "write to the store": into(${JSON.stringify(stored)}),
    "write through the link": into(helper.__file__),
    "link out of the environment": lambda: os.link(helper.__file__, "out.py"),
    "write to the base": into(os.path.join(sys.base_prefix, "planted.py")),
    "write to the library of the base": into(os.__file__),
    "kill what started it": lambda: os.kill(${process.pid}, 0),
    "type into the terminal": inject,
}
done = []
for name, attempt in attempts.items():
    try:
        attempt()
        done.append(name)
    except OSError:
        pass
assert not done, done
`,
  );
  const result = await indexed.matrix(`thing==1.0 ${script}`);
  if (result.record.run.sandbox === 'none') {
    context.skip('bubblewrap does not work here');
    return;
  }
  assert.deepEqual(result.verdicts, { 'thing 1.0': 'pass/clean' }, await customLog(result));
  assert.deepEqual(await storeDigests(), before);
  const next = await indexed.matrix('thing==1.0');
  assert.deepEqual(next.verdicts, { 'thing 1.0': 'pass/clean' });
});

async function customLog({ record }: MatrixResult): Promise<string> {
  const log = record.cells[0]?.steps.find(({ name }) => name === 'custom')?.log ?? '';
  return await readFile(join(rig.dataDir, 'runs', record.run.id, log), 'utf8');
}

/** What the files of all stored wheels hold. */
async function storeDigests(): Promise<ReadonlyMap<string, string>> {
  const paths = globSync('wheels-v1/*/*/files/**', { cwd: rig.cacheDir, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  assert.ok(paths.length > 0, 'there are stored files');
  return new Map(
    await Promise.all(
      paths.map(async (path): Promise<[string, string]> => [path, sha256(await readFile(path))]),
    ),
  );
}
