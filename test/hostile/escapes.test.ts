// A release that means to reach what is not its own: the machine, what spip has open, other users.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readdirSync, statSync } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { arch } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { exists } from '../../src/lib/files/exists.ts';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { ownBackend } from '../support/sdistBuilder.ts';
import { assertNothingReached, readRecordOf } from './logs.ts';
import { everySurroundings, handOver } from './surroundings.ts';

/** What looks for descriptors of files, folders and sockets that are none of a test's: its own is the log. */
const lookAround = String.raw`
import os, stat, sys

for descriptor in range(3, 300):
    try:
        found = os.fstat(descriptor)
    except OSError:
        continue
    if os.path.samestat(found, os.fstat(1)):
        continue
    if stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode) or stat.S_ISSOCK(found.st_mode):
        sys.stderr.write("REACHED descriptor %d\n" % descriptor)
`;

/** Puts links to the root of the machine in the place of all folders, and takes the supervising process with it. */
const swaps = String.raw`
import os

here = os.getcwd()
for folder in (here, os.environ["HOME"], os.environ["TMPDIR"]):
    os.rename(folder, folder + ".old")
    os.symlink("/", folder)
while True:
    os.write(1, b"x" * 65536)
`;

/** Puts links to a folder of the machine in the place of its own, and passes. */
const swapsQuietly = (outside: string): string => `
import os

here = os.getcwd()
for folder in (here, os.environ["HOME"], os.environ["TMPDIR"]):
    os.rename(folder, folder + ".old")
    os.symlink(${JSON.stringify(outside)}, folder)
`;

const inspect = String.raw`
import os, sys

for folder in (".", os.environ["HOME"], os.environ["TMPDIR"], "/tmp"):
    if os.path.islink(folder) or os.path.exists(os.path.join(folder, "usr")):
        print("REACHED the machine by " + folder)
sys.exit(3)
`;

const settings = String.raw`
import os, sys

for folder, folders, names in os.walk("/proc"):
    # Processes have files that are theirs to write; anyone may watch for pressure.
    folders[:] = [name for name in folders if not name.isdigit() and name not in ("self", "thread-self", "pressure")]
    for name in names:
        path = os.path.join(folder, name)
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            continue
        sys.stderr.write("REACHED " + path + "\n")
`;

const searchKeys = String.raw`
import ctypes, os, sys

KEYCTL_SEARCH = 10
number = {"x86_64": 250, "aarch64": 219}[os.uname()[4]]
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
# Without a sandbox the keyring of the user himself can be reached.
keys = [b"spip-session-secret"] + [b"spip-user-secret"] * os.getcwd().startswith("/cell/")
for keyring in (-3, -4, -5):
    for key in keys:
        if libc.syscall(ctypes.c_long(number), KEYCTL_SEARCH, keyring, b"user", key, 0) >= 0:
            sys.stderr.write("REACHED %s by %d\n" % (key, keyring))
`;

/** Runs a program with a key in a session keyring of its own, and one in that of its user. */
const withKey = String.raw`
import ctypes, os, sys

add_key, keyctl = {"x86_64": (248, 250), "aarch64": (217, 219)}[os.uname()[4]]
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
if libc.syscall(ctypes.c_long(keyctl), 1, None) < 0:
    sys.exit(77)
for name, keyring in (b"spip-session-secret", -3), (b"spip-user-secret", -4):
    key = libc.syscall(ctypes.c_long(add_key), b"user", name, b"secret", ctypes.c_long(6), keyring)
    if key < 0:
        sys.exit(77)
    # It goes by itself.
    libc.syscall(ctypes.c_long(keyctl), 15, ctypes.c_int(key), 60)
os.execv(sys.argv[1], sys.argv[1:])
`;

/** The disks and the memory of the machine, by their numbers. */
const devices = String.raw`
import os, stat, sys

numbers = {os.stat(path).st_dev for path in ("/", "/usr", os.getcwd(), sys.executable)}
for number in numbers | {os.makedev(1, 1), os.makedev(1, 2), os.makedev(1, 11)}:
    for kind in (stat.S_IFBLK, stat.S_IFCHR):
        try:
            os.mknod("device", kind | 0o600, number)
            os.close(os.open("device", os.O_RDONLY | os.O_NONBLOCK))
        except OSError:
            continue
        finally:
            if os.path.lexists("device"):
                os.remove("device")
        sys.stderr.write("REACHED device %x\n" % number)
`;

const direct = String.raw`
import fcntl, os

os.write(1, b"something\n")
for descriptor in (1, 2):
    fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_DIRECT)
raise ImportError("honest")
`;

/** What else can be done to the file that takes the output. */
const logTricks: Readonly<Record<string, string>> = {
  truncates: 'os.ftruncate(1, 0)\nos.ftruncate(2, 0)',
  rewinds:
    'fcntl.fcntl(1, fcntl.F_SETFL, fcntl.fcntl(1, fcntl.F_GETFL) & ~os.O_APPEND)\nos.lseek(1, 0, os.SEEK_SET)\nos.write(1, b"over it")',
  closes: 'os.close(1)\nos.close(2)',
  locks: 'fcntl.flock(1, fcntl.LOCK_EX)\nfcntl.lockf(1, fcntl.LOCK_EX)',
};

const files = [
  ...Object.entries(logTricks).map(([name, deeds]) =>
    wheelFile({
      name,
      version: '1.0',
      files: {
        [`${name}.py`]: `import fcntl, os\nos.write(1, b"something\\n")\n${deeds}\nraise ImportError("honest")\n`,
      },
    }),
  ),
  wheelFile({ name: 'makes-devices', version: '1.0', files: { 'makes_devices.py': devices } }),
  wheelFile({ name: 'looks', version: '1.0', files: { 'looks.py': lookAround } }),
  sdistFile({
    name: 'built',
    version: '1.0',
    pyproject: '[build-system]\nrequires = []\nbuild-backend = "looking"\nbackend-path = ["."]\n',
    files: {
      'built.py': '',
      'looking.py': `${lookAround.replace('sys.stderr.write(', 'sys.exit(')}\n${ownBackend}`,
    },
  }),
  wheelFile({ name: 'swaps', version: '1.0', files: { 'swaps.py': swaps } }),
  wheelFile({ name: 'writes-settings', version: '1.0', files: { 'writes_settings.py': settings } }),
  wheelFile({ name: 'searches-keys', version: '1.0', files: { 'searches_keys.py': searchKeys } }),
  wheelFile({ name: 'direct', version: '1.0', files: { 'direct.py': direct } }),
];

const cli = join(import.meta.dirname, '../../bin/spip.js');

for (const surroundings of await everySurroundings()) {
  const { name, skip, sandbox, user } = surroundings;
  describe(name, { skip }, async () => {
    const indexed = await IndexedRig.open(files);
    const { rig } = indexed;
    after(() => indexed[Symbol.asyncDispose]());
    const options = user === undefined ? {} : { user };

    test('what the parent of spip had open is closed in tests and builds', async () => {
      const secret = join(rig.root, 'secret');
      await mkdir(join(rig.root, 'folder'));
      await writeFile(secret, 'secret');
      const script = await rig.write('look.py', lookAround);
      handOver(indexed, surroundings);
      await using file = await open(secret);
      await using folder = await open(join(rig.root, 'folder'));
      const listening = createServer().listen(join(rig.root, 'socket'));
      await once(listening, 'listening');
      const socket = connect(join(rig.root, 'socket'));
      await once(socket, 'connect');
      const unused = Array.from({ length: 20 }, () => 'ignore' as const);
      const record = join(rig.root, 'record.json');
      const args = ['matrix', 'looks', 'built', '--sandbox', sandbox, '--json', record, script];
      const child = spawn(process.execPath, [cli, ...args], {
        cwd: rig.project,
        env: rig.env,
        stdio: ['ignore', 'ignore', 'inherit', ...unused, file.fd, ...unused, folder.fd, socket],
        ...(user === undefined ? {} : { uid: user, gid: user }),
      });
      const status = await new Promise((resolve) => child.once('close', resolve));
      socket.destroy();
      listening.close();
      const run = await readRecordOf(record);
      assert.equal(status, 0, JSON.stringify(run.cells.map(({ message }) => message)));
      await assertNothingReached(rig.dataDir, run);
    });

    test('folders that a release has swapped open nothing in the second sandbox of its cell', async () => {
      const script = await rig.write('inspect.py', inspect);
      handOver(indexed, surroundings);
      const { record } = await indexed.matrix(['swaps', '--sandbox', sandbox, script], options);
      assert.deepEqual(
        record.cells.flatMap(({ steps }) => steps.map((step) => step.reason)),
        [null, 'output-flood', 'tests-failed'],
      );
      await assertNothingReached(rig.dataDir, record);
    });

    test('a log that a program opens its way does not hide how it ended', async () => {
      const script = await rig.write('direct.py', direct);
      handOver(indexed, surroundings);
      const names = ['direct', ...Object.keys(logTricks)];
      const { record } = await indexed.matrix([...names, '--sandbox', sandbox, script], options);
      assert.deepEqual(
        record.cells.map(({ package: each, steps }) => [each, ...steps.map((step) => step.reason)]),
        record.cells.map(({ package: each }) => [each, null, 'import-failed', 'tests-failed']),
      );
      assert.equal(record.cells.length, names.length);
    });

    test('kept folders that a release has swapped are links, which nothing follows', async () => {
      const outside = join(rig.root, 'outside');
      await mkdir(outside);
      await writeFile(join(outside, 'precious'), 'precious');
      const source = { 'swaps_quietly.py': swapsQuietly(outside) };
      indexed.server.world['swaps-quietly'] = [
        wheelFile({ name: 'swaps-quietly', version: '1.0', files: source }),
      ];
      handOver(indexed, surroundings);
      const words = ['swaps-quietly', '--sandbox', sandbox, '--keep', 'all', '--import-only'];
      const { record } = await indexed.matrix(words, options);
      const kept = join(rig.cacheDir, 'kept', record.run.id);
      assert.equal(globSync(join(kept, '*', 'home')).length, 1);
      for (const command of ['cache info', 'cache verify', 'cache clean --all']) {
        const { status, stderr } = await indexed.run(command, options);
        assert.deepEqual([status, stderr], [0, ''], command);
      }
      assert.deepEqual(readdirSync(outside), ['precious']);
      assert.ok(!readdirSync(rig.cacheDir).includes('kept') || !exists(kept));
    });

    test('nobody else can get at what a test makes', async () => {
      const guarded = `import os, sys
folder, guarded = os.path.dirname(os.environ["TMPDIR"]), False
while os.path.basename(folder) not in ("cache", ""):
    guarded = guarded or os.stat(folder).st_mode & 0o077 == 0
    folder = os.path.dirname(folder)
for name, mode in ("program", 0o4755), ("group", 0o2755):
    open(name, "w").close()
    os.chmod(name, mode)
os.mkdir("inherits")
os.chmod("inherits", 0o2777)
sys.exit(0 if guarded else 1)
`;
      const script = await rig.write('guarded.py', guarded);
      handOver(indexed, surroundings);
      const words = ['looks', '--sandbox', sandbox, '--keep', 'all', script];
      const { record, status } = await indexed.matrix(words, options);
      if (sandbox === 'off') {
        assert.equal(status, 0);
      }
      for (const made of ['program', 'group', 'inherits']) {
        const kept = globSync(join(rig.cacheDir, 'kept', record.run.id, '*', 'cwd', made));
        assert.equal(kept.length, 1);
      }
      const folder = join(rig.cacheDir, 'kept', record.run.id);
      assert.equal(statSync(folder).mode & 0o077, 0);
    });

    test('no key of the user is found', { skip: noKeys(sandbox) }, async () => {
      handOver(indexed, surroundings);
      const record = join(rig.root, 'keys.json');
      const words = ['matrix', 'searches-keys', '--sandbox', sandbox, '--json', record];
      const args = ['-c', withKey, process.execPath, cli, ...words];
      const child = spawn('/usr/bin/python3', args, {
        cwd: rig.project,
        env: rig.env,
        stdio: ['ignore', 'ignore', 'inherit'],
        ...(user === undefined ? {} : { uid: user, gid: user }),
      });
      assert.equal(await new Promise((resolve) => child.once('close', resolve)), 0);
      await assertNothingReached(rig.dataDir, await readRecordOf(record));
    });

    test('no device can be made', { skip: sandbox === 'off' }, async () => {
      handOver(indexed, surroundings);
      const { record } = await indexed.matrix(['makes-devices'], options);
      await assertNothingReached(rig.dataDir, record);
    });

    test('no setting of the kernel can be written', { skip: sandbox === 'off' }, async () => {
      handOver(indexed, surroundings);
      const { record } = await indexed.matrix(['writes-settings'], options);
      await assertNothingReached(rig.dataDir, record);
    });
  });
}

function noKeys(sandbox: string): string | false {
  const known = ['x64', 'arm64'].includes(arch()) && exists('/usr/bin/python3');
  return known ? false : `needs a known machine and /usr/bin/python3 (${sandbox})`;
}
