// `spip shell`: the environment of a recorded cell again, in its sandbox, for a command or a person.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removeTree } from '../../src/lib/files/removeTree.ts';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { runOnSeat } from '../support/terminalRun.ts';
import { pyproject } from '../support/testStories.ts';

const files = [
  wheelFile({ name: 'thing', version: '1.0', files: { 'thing.py': 'answer = 42\n' } }),
  sdistFile({
    name: 'thing',
    version: '1.0',
    pyproject,
    files: {
      'thing.py': 'answer = 41\n',
      'tests/test_a.py': 'import unittest\nclass A(unittest.TestCase):\n    def test(self): pass\n',
    },
  }),
];

test('a command has the environment, its tests and its doors, and its exit status is that of spip', async () => {
  await using indexed = await IndexedRig.open(files);
  const check = await indexed.rig.write('check.py', 'import thing\n');
  const tested = await indexed.matrix(['thing', '--own-tests', '--env', 'WHO=me', check]);
  const { id } = tested.cell('thing 1.0');
  // Made again from nothing.
  await removeTree(indexed.rig.cacheDir);
  const look =
    'import os, thing; print(thing.answer, thing.__file__, sorted(os.listdir(".")), os.environ["WHO"])';
  const ran = await indexed.run(['shell', 'last', id, '--', 'python', '-c', look], {
    env: { WHO: 'you' },
  });
  assert.equal(ran.status, 0, ran.stderr);
  // What is installed, never the source beside it.
  assert.match(ran.stdout, /^42 .*\/env\/lib\/.*\/thing\.py \[.*'check\.py'.*'tests'.*\] you\n$/);
  assert.doesNotMatch(ran.stdout, /'thing\.py'/);
  const status = await indexed.run(['shell', 'last', id, '--', 'sh', '-c', 'exit 7'], {
    env: { WHO: 'x' },
  });
  assert.equal(status.status, 7);
  const killed = await indexed.run(['shell', 'last', id, '--', 'sh', '-c', 'kill -9 $$'], {
    env: { WHO: 'x' },
  });
  assert.equal(killed.status, 137);
  const left = await indexed.run(
    ['shell', 'last', id, '--', 'sh', '-c', 'sleep 1000 & setsid sleep 1000 & echo left'],
    {
      env: { WHO: 'x' },
    },
  );
  assert.equal(left.stdout, 'left\n');
  const none = await indexed.run(['shell', 'last', id, '--', 'no-such-program'], {
    env: { WHO: 'x' },
  });
  assert.equal(none.status, 127);
});

test('what is not there is refused, and a signal ends it', async () => {
  await using indexed = await IndexedRig.open(files);
  await indexed.matrix('thing');
  for (const args of [
    'shell last',
    'shell last -- thing',
    'shell last other',
    'shell none thing',
  ]) {
    const { status } = await indexed.run(args);
    assert.equal(status, 2, args);
  }
  const running = indexed.spawn([
    'shell',
    'last',
    'thing',
    '--',
    'sh',
    '-c',
    'echo begun >&2; sleep 1000',
  ]);
  await running.told(/begun/);
  running.signal('SIGTERM');
  assert.equal((await running.ended).status, 143);
  indexed.rig.assertNothingLeft();
});

const inject = `import fcntl, os, termios, thing
for path in '/dev/tty', '/proc/1/fd/0', '/dev/console':
    try:
        descriptor = os.open(path, os.O_RDWR)
        fcntl.ioctl(descriptor, termios.TIOCSTI, b'x')
    except OSError:
        pass
`;

test('a person has a prompt that names the cell, jobs, the size of the terminal, and it is as before', async () => {
  await using indexed = await IndexedRig.open(files);
  const tested = await indexed.matrix(['thing', await indexed.rig.write('inject.py', inject)]);
  const { id } = tested.cell('thing 1.0');
  const prompt = `(${id}) /`;
  const said = await runOnSeat(
    indexed.rig,
    ['shell', 'last', id],
    [
      [prompt, 'python -c "import thing; print(\'answer\', thing.answer)"'],
      ['answer 42', ''],
      [prompt, 'stty size; echo $TERM'],
      ['30 100', ''],
      [prompt, 'sh -c \'echo go""ing; exec sleep 1000\''],
      ['going', '\u001a'],
      ['Stopped', ''],
      [prompt, 'kill %1; echo go" "on'],
      ['go on', ''],
      [prompt, 'python inject.py; echo do""ne'],
      ['done', ''],
      [prompt, '\u0015exit 3'],
    ],
  );
  assert.match(said, /xterm/);
  assert.doesNotMatch(said, /no job control|cannot set terminal/);
  assert.match(said, /waiting:0 same:True left:\[\]/);
  indexed.rig.assertNothingLeft();
});
