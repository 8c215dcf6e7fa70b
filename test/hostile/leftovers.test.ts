// What a release leaves behind goes, whatever it is, and spip says nothing else of it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { evilSdist } from '../support/evilBackend.ts';
import { processesOf } from '../support/processesOf.ts';
import { openFor, ways } from '../support/ways.ts';

const leaves = `
import os, tempfile
def deep(folder):
    os.chdir(folder)
    for _ in range(5000):
        os.mkdir("d")
        os.chdir("d")
    open("file", "w").close()
    os.chdir("/")
def odd(folder):
    place = os.path.join(os.fsencode(folder), b"\\xff\\xfe")
    os.mkdir(place)
    open(os.path.join(place, b"\\x80"), "w").close()
    os.mkfifo(os.path.join(place, b"pipe"))
    os.symlink("/", os.path.join(place, b"root"))
    os.chmod(place, 0)
for folder in (os.environ["HOME"], tempfile.gettempdir(), os.getcwd()):
    odd(folder)
deep(os.environ["HOME"])
try:
    odd(os.path.dirname(__file__))
except OSError:
    pass
# What root may make of a file and a folder: FS_IMMUTABLE_FL and FS_APPEND_FL by FS_IOC_SETFLAGS.
import fcntl, struct
fixed = os.path.join(os.environ["HOME"], "fixed")
os.mkdir(fixed)
open(os.path.join(fixed, "file"), "w").close()
for path, flag in (os.path.join(fixed, "file"), 0x10), (fixed, 0x20):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.ioctl(descriptor, 0x40086602, struct.pack("l", flag))
    except OSError:
        pass
    os.close(descriptor)
`;
const files = [
  wheelFile({ name: 'litter', version: '1.0', files: { 'litter/__init__.py': leaves } }),
  wheelFile({ name: 'helper', version: '1.0' }),
  // The source tree goes from one hook to the next.
  evilSdist(
    { name: 'built', first: leaves, second: leaves.replace(', os.getcwd()', '') },
    '/nowhere',
  ),
];

for (const way of ways) {
  const { name, skip, sandbox, options } = way;
  test(
    `names that are no UTF-8, closed folders and 5,000 levels go, ${name}`,
    { skip },
    async () => {
      await using indexed = await openFor(way, files);
      const { rig } = indexed;
      const matrix = ['litter', '--sandbox', sandbox];
      const result = await indexed.matrix(matrix, options);
      assert.deepEqual(result.verdicts, { 'litter 1.0': 'pass/clean' }, result.stdout);

      const build = await indexed.matrix(['built', '--sandbox', sandbox], options);
      assert.deepEqual(build.verdicts, { 'built 1.0': 'pass/clean' }, build.stdout);
      assert.equal(build.stderr.match(/warning: .*/g)?.join('\n') ?? '', '');

      await indexed.matrix([...matrix, '--keep', 'all'], options);
      await indexed.matrix([...matrix, '--keep', 'all'], options);
      const gc = await rig.run(['gc', '--keep', '1'], options);
      assert.deepEqual([gc.status, gc.stderr], [0, '']);
      assert.equal(readdirSync(join(rig.cacheDir, 'kept')).length, 1);
      const info = await rig.run(['cache', 'info'], options);
      assert.match(info.stdout, /kept +1 /, info.stderr);
      const clean = await rig.run(['cache', 'clean', '--all'], options);
      assert.deepEqual([clean.status, clean.stderr], [0, '']);
      assert.match(clean.stdout, /^kept +1 /m);
      assert.deepEqual(readdirSync(join(rig.cacheDir, 'kept')), []);
    },
  );
}

/** A process in a session of its own, without variables, descriptors and working directory that would tell whose it is. */
const daemon = (name: string): string => `
import os
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.chdir("/")
        null = os.open("/dev/null", os.O_RDWR)
        for descriptor in range(3):
            os.dup2(null, descriptor)
        os.closerange(3, 300)
        os.execve("/bin/sleep", ["${name}", "86400"], {})
    os._exit(0)
os.wait()
`;

/** Other ways to leave a process behind that nothing of its cell is known by; each is the import of a module. */
const leavers = (name: string): Readonly<Record<string, string>> => {
  const sleep = `exec -a ${name} sleep 86400`;
  const shell = (start: string, command: string): string =>
    `import os\nos.system('''${start} bash -c "${command}" < /dev/null > /dev/null 2>&1 &''')\n`;
  return {
    'cleared.py': shell('env -i setsid', sleep),
    'patient.py': shell('env -i nohup', `cd /; ${sleep}`),
    'twice.py': shell('env -i', `(setsid bash -c '${sleep}' &) &`),
    'deaf.py': shell('env -i setsid', `trap '' TERM INT HUP; ${sleep}`),
    'popen.py': `import subprocess
null = subprocess.DEVNULL
subprocess.Popen(['bash', '-c', '${sleep}'], env={}, cwd='/', start_new_session=True, stdin=null, stdout=null, stderr=null)
`,
  };
};

for (const way of ways) {
  const { name, skip, sandbox, options } = way;
  test(`no process stays that hides whose it is, ${name}`, { skip }, async () => {
    const mark = `spip-left-${randomUUID()}`;
    const held = `${daemon(mark)}\nimport time\ntime.sleep(86400)`;
    await using indexed = await openFor(way, [
      wheelFile({ name: 'helper', version: '1.0' }),
      wheelFile({ name: 'leaver', version: '1.0', files: { 'leaver.py': daemon(mark) } }),
      wheelFile({ name: 'leavers', version: '1.0', files: leavers(mark) }),
      wheelFile({ name: 'held', version: '1.0', files: { 'held.py': held } }),
      evilSdist({ name: 'built', first: daemon(mark), second: daemon(mark) }, '/nowhere'),
    ]);
    const words = ['--sandbox', sandbox, '--python', '3'];
    const command = ['--command', 'python -c "import leaver"'];
    const passed = await indexed.matrix(['leaver', ...command, ...words], options);
    assert.deepEqual(passed.verdicts, { 'leaver 1.0': 'pass/clean' }, passed.stdout);
    assert.deepEqual(processesOf(mark), []);
    const many = await indexed.matrix(['leavers', '--import-only', ...words], options);
    assert.deepEqual(many.verdicts, { 'leavers 1.0': 'pass/clean' }, many.stdout);
    assert.deepEqual(processesOf(mark), []);
    const built = await indexed.matrix(['built', '--import-only', ...words], options);
    assert.deepEqual(built.verdicts, { 'built 1.0': 'pass/clean' }, built.stdout);
    assert.deepEqual(processesOf(mark), []);
    const late = await indexed.matrix(
      ['held', '--import-only', '--timeout', '1', ...words],
      options,
    );
    assert.deepEqual(late.verdicts, { 'held 1.0': 'limit/timeout' }, late.stdout);
    assert.deepEqual(processesOf(mark), []);
    const flood = `${daemon(mark)}\nwhile True: print("x" * 100000)`;
    indexed.server.world['held'] = [
      wheelFile({ name: 'held', version: '2.0', files: { 'held.py': flood } }),
    ];
    const flooded = await indexed.matrix(['held', '--import-only', '--refresh', ...words], options);
    assert.deepEqual(flooded.verdicts, { 'held 2.0': 'limit/output-flood' }, flooded.stdout);
    assert.deepEqual(processesOf(mark), []);
  });
}
