// What a release leaves behind goes, whatever it is, and spip says nothing else of it.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { evilSdist } from '../support/evilBackend.ts';
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
