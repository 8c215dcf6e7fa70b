// What people see where files and places are not as usual: each ends in a sentence, or works.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { countStarts, writeFakePython } from '../support/fakePython.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { mountSmallDisk, noSmallDisks } from '../support/smallDisk.ts';

const indexed = await IndexedRig.open([
  ...Object.entries({
    library: 'import ctypes; ctypes.CDLL("libnothere.so.9")',
    loader:
      'raise ImportError("libGL.so.1: cannot open shared object file: No such file or directory")',
    caught:
      'try:\n    raise OSError("libmagic.so.1: cannot open shared object file")\nexcept OSError as e:\n    raise ImportError("find libmagic") from e',
    older: 'raise ImportError("libc.so.6: version `GLIBC_2.99\' not found (required by x.so)")',
    address: 'import socket; socket.create_connection(("203.0.113.1", 80), 5)',
    resolver: 'import socket; socket.gethostbyname("index.invalid")',
    wrapped:
      'from urllib.request import urlopen\ntry:\n    urlopen("http://203.0.113.1/", timeout=5)\nexcept OSError as e:\n    raise RuntimeError("no data") from e',
    plain: 'open("/nowhere")',
  }).map(([name, text]) => wheelFile({ name, version: '1.0', files: { [`${name}.py`]: text } })),
  wheelFile({
    name: 'thing',
    version: '1.0',
    files: Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`thing${n}.py`, ''])),
  }),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;

const refused: IndexedRig['refused'] = (...args) => indexed.refused(...args);

suite('tests that are copied', () => {
  test('two of one name, twice the same, a pipe, and the cache below', async () => {
    await rig.write('one/same/test_a.py', '');
    await rig.write('two/same/test_b.py', '');
    const pipe = join(rig.project, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const all = ['matrix', 'thing', '--command', 'true', '--tests'];
    const same = [...all, 'one/same', '--tests'];
    assert.match(await refused([...same, 'two/same']), /different names.*one\/same.*two\/same/);
    assert.match(await refused([...same, 'one/../one/same']), /one\/same` twice/);
    assert.match(await refused([...all, 'pipe']), /found a pipe: `.*\/pipe`/);
    assert.match(await refused([...all, '..']), /beside the cache/);
  });

  test('links are followed, pipes left out with one warning, the release is under test', async () => {
    await rig.write('real/test_x.py', 'assert open("data").read() == open("kept").read() == "d"\n');
    await rig.write('real/inner', 'd');
    await rig.write('data', 'd');
    const at = (path: string): string => join(rig.project, path);
    await symlink('inner', at('real/kept'));
    await symlink(at('data'), at('real/data'));
    await symlink('real', at('operand'));
    await mkdir(at('real/more'));
    execFileSync('mkfifo', [at('real/pipe'), at('real/more/pipe')]);
    const command =
      'cd {tests} && test -L kept && python test_x.py && test ! -e pipe && ls -d more';
    for (const sandbox of ['auto', 'off']) {
      const line = ['thing', '--sandbox', sandbox, '--tests', 'operand', '--command', command];
      const { verdicts, stderr } = await indexed.matrix(line);
      assert.deepEqual(verdicts, { 'thing 1.0': 'pass/clean' }, stderr);
      assert.equal(stderr.match(/warning: Left out of the tests.*more\/pipe.*pipe/g)?.length, 1);
    }
  });
});

test('what nobody can look at, and what is no script, is said', async () => {
  await symlink('circle', join(rig.project, 'circle'));
  const long = 'n'.repeat(300);
  for (const path of ['circle', long]) {
    for (const args of [
      ['matrix', 'thing', '--json', path],
      ['matrix', 'thing', '--tests', path, '--command', 'true'],
      ['matrix', 'thing', `./${path}`],
      ['matrix', 'thing', '--mount', path],
      ['matrix', `./${path}/thing-1.0.tar.gz`],
      ['lock', `./${path}`],
      ['cache', 'info', '--cache-dir', path],
      ['runs', '--data-dir', path],
      ['python', 'find', `./${path}`],
    ]) {
      assert.match(await refused(args), /^error: (?:Failed to|Expected) .*/, args.join(' '));
    }
  }
  assert.match(
    await refused(['matrix', 'thing', '/dev/null']),
    /found no regular file: `\/dev\/null`/,
  );
});

suite('places of spip', () => {
  test('a colon would split PATH', async () => {
    for (const [name, option] of [
      ['cache', '--cache-dir'],
      ['data', '--data-dir'],
    ] as const) {
      const place = join(rig.root, 'a:b', name);
      const said = await refused(['matrix', 'thing', option, place]);
      assert.match(said, new RegExp(`no colon in the path of the ${name} directory: \`${place}\``));
    }
  });

  test('a file system without programs', { skip: noSmallDisks() }, async () => {
    for (const [name, options] of [
      ['whole', 'noexec'],
      ['later', 'exec'],
    ] as const) {
      using disk = mountSmallDisk(join(rig.root, `disk-${name}`), options);
      if (name === 'later') {
        assert.equal((await indexed.matrix(['thing', '--cache-dir', disk.path])).status, 0);
        disk.change('noexec');
      }
      const said = await refused(['matrix', 'thing', '--cache-dir', join(disk.path, 'cache')]);
      assert.match(said, /programs can be started.*\/cache`\n.*hint: .*noexec.*--cache-dir/s);
      // Without tests nothing is started there.
      assert.equal((await indexed.run(['lock', 'thing', '--cache-dir', disk.path])).status, 0);
    }
  });

  test('a folder that nobody can make', async () => {
    await rig.write('in-the-way', '');
    const file = join(rig.project, 'in-the-way');
    const cache = join(rig.root, 'cache');
    for (const place of ['/proc/nope', '/proc/self/nope/deeper', '/dev/null/nope', file]) {
      const inCache = await refused(['cache', 'info', '--cache-dir', place]);
      assert.match(inCache, new RegExp(`write to the cache directory \`${place}\``));
      for (const command of [['matrix', 'thing'], ['lock', 'thing'], ['runs']]) {
        const said = await refused([...command, '--cache-dir', cache, '--data-dir', place]);
        assert.ok(said.includes(place), said);
      }
    }
    // What cannot be written costs a run its cache only.
    const { status, stderr } = await indexed.matrix(['thing', '--cache-dir', '/proc/nope']);
    assert.match(stderr, /cache directory `\/proc\/nope`: a temporary one is used/);
    assert.equal(status, 0, stderr);
  });

  test('no home: a sentence, unless nothing is needed of it', async () => {
    for (const home of ['', 'relative']) {
      const env = { HOME: home, SPIP_CACHE_DIR: undefined, SPIP_DATA_DIR: undefined };
      assert.match(await refused(['python', 'list'], { env }), /Expected a home.*\n.*`HOME`/);
      const { status, stderr } = await indexed.matrix('thing', { env: { HOME: home } });
      assert.equal(status, 0, stderr);
    }
  });

  test('a user whom the system does not know', async (t) => {
    const wrapper = ['unshare', '--user', '--map-user=54321'];
    const [program = '', ...args] = wrapper;
    if (spawnSync(program, [...args, 'true']).status !== 0) {
      t.skip('no user namespaces here');
      return;
    }
    const env = { HOME: undefined, SPIP_CACHE_DIR: undefined, SPIP_DATA_DIR: undefined };
    assert.match(await refused(['runs'], { env, wrapper }), /Expected a home/);
    const given = await indexed.run(['runs'], { env: { HOME: undefined }, wrapper });
    assert.equal(given.status, 0, given.stderr);
  });

  test('a working directory that is gone', async () => {
    const wrapper = ['sh', '-c', 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', 'sh'];
    for (const command of [['matrix', 'thing'], ['python', 'list'], ['runs']]) {
      assert.match(await refused(command, { wrapper }), /the working directory to exist/);
    }
    assert.equal((await indexed.run(['--version'], { wrapper })).status, 0);
  });
});

test('the limits of many modules together are no limit that passes at once', async () => {
  const { status, verdicts } = await indexed.matrix('thing --timeout 60000');
  assert.deepEqual(verdicts, { 'thing 1.0': 'pass/clean' });
  assert.equal(status, 0);
});

suite('what is run', () => {
  test('a signal below a shell is a crash, whatever the shell makes of it', async () => {
    for (const [command, signal] of [
      ['python -c "import os; os.abort()"; exit $?', 'SIGABRT'],
      ['bash -c \'python -c "import os; os.kill(os.getpid(), 11)"; exit $?\'', 'SIGSEGV'],
      ["sh -c 'kill -9 $$'; exit $?", 'SIGKILL'],
    ] as const) {
      const result = await indexed.matrix(['thing', '--command', command]);
      assert.deepEqual(result.verdicts, { 'thing 1.0': 'fail/crashed' }, command);
      assert.match(result.cell('thing 1.0').message, new RegExp(`was killed by \`${signal}\``));
    }
  });

  test('a script that is none of Python, a number that lost a zero, a record that nobody can make', async () => {
    await rig.write('run.sh', '#!/bin/sh\nexit 0\n');
    const said = await refused(['matrix', 'thing', './run.sh']);
    assert.match(said, /Expected a Python script, found `\.\/run\.sh`\n.*--command 'sh \{tests\}'/);
    await rig.write('sub/pyproject.toml', '[tool.spip]\npython = 3.10\n');
    const quote = await refused(['matrix', 'thing'], { cwd: 'sub' });
    for (const path of ['/proc/nope/y', '/sys/kernel/y']) {
      const output = await refused(['matrix', 'thing', '--json', path]);
      assert.match(output, /Failed to write `.*` \(--json\)/);
    }
    assert.match(quote, /\[tool\.spip\] python`: `3\.1`\n.*quote it/);
  });
});

test('a Python that does not answer is told, and waited for once', async () => {
  const path = join(rig.root, 'slow/python3.99');
  await writeFakePython(path, { hangs: true });
  const env = { PATH: `${join(rig.root, 'slow')}:${rig.env['PATH'] ?? ''}` };
  const reason = `${path}\` is left out: it did not answer within 10 s`;
  for (let count = 0; count < 2; count += 1) {
    const { stderr } = await indexed.matrix('thing', { env });
    assert.equal(stderr.split(reason).length, 2, stderr);
  }
  const { stdout } = await indexed.run('python list', { env });
  assert.match(stdout, /slow\/python3\.99.*did not answer within 10 s/);
  assert.equal(await countStarts(path), 1);
});

test('what the machine lacks is a hint, and changes no verdict', async () => {
  const hints = {
    library: /^`libnothere\.so\.9` is a library of the system.*--sandbox off/,
    loader: /^`libGL\.so\.1` is a library of the system/,
    caught: /^`libmagic\.so\.1` is a library of the system/,
    older: /wants `GLIBC_2\.99`/,
    address: /no network in the sandbox.*--network host/,
    resolver: /no network in the sandbox/,
    wrapped: /no network in the sandbox/,
    plain: /^$/,
  };
  const { record } = await indexed.matrix([...Object.keys(hints), '--python', '3']);
  for (const [name, hint] of Object.entries(hints)) {
    const cells = record.cells.filter((cell) => cell.package === name);
    assert.ok(cells.length > 0);
    for (const cell of cells) {
      assert.equal(`${cell.state}/${cell.reason}`, 'fail/import-failed');
      assert.match(cell.hint ?? '', hint, `${name}: ${cell.message}`);
    }
  }
  const text = 'import socket; socket.gethostbyname("index.invalid")';
  const command = `python -c '${text}'`;
  const custom = await indexed.matrix(['thing', '--command', command]);
  assert.match(custom.cell('thing 1.0').hint ?? '', /no network in the sandbox/);
});
