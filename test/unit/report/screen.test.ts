import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { TerminalStream } from '../../../src/report/screen.ts';
import { openScreen } from '../../../src/report/screen.ts';

class FakeStream extends EventEmitter implements TerminalStream {
  isTTY = true;
  columns = 100;
  rows = 30;
  readonly texts: string[] = [];
  failure: Error | undefined;

  write(text: string, done: (error?: Error | null) => void): boolean {
    this.texts.push(text);
    setImmediate(() => {
      if (this.failure !== undefined) {
        this.emit('error', this.failure);
      }
      done(this.failure);
    });
    return true;
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

type Env = Readonly<Record<string, string>>;

function pane(env: Env, isTTY = true): { live: boolean; color: boolean; unicode: boolean } {
  const stream = new FakeStream();
  stream.isTTY = isTTY;
  const { live, color, unicode } = openScreen({ out: stream, err: new FakeStream() }, env).out;
  return { live, color, unicode };
}

const looks: readonly (readonly [name: string, env: Env, tty: boolean, expected: object])[] = [
  ['a terminal', { LANG: 'en_GB.UTF-8' }, true, { live: true, color: true, unicode: true }],
  ['a pipe', {}, false, { live: false, color: false, unicode: true }],
  ['NO_COLOR', { NO_COLOR: '1' }, true, { live: true, color: false, unicode: true }],
  ['an empty NO_COLOR', { NO_COLOR: '' }, true, { live: true, color: true, unicode: true }],
  ['FORCE_COLOR', { FORCE_COLOR: '1' }, false, { live: false, color: true, unicode: true }],
  ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, { live: true, color: false, unicode: true }],
  ['both', { FORCE_COLOR: '1', NO_COLOR: '1' }, true, { live: true, color: false, unicode: true }],
  ['TERM=dumb', { TERM: 'dumb' }, true, { live: false, color: false, unicode: true }],
  ['CI', { CI: 'true' }, true, { live: false, color: true, unicode: true }],
  ['LC_ALL=C', { LC_ALL: 'C', LANG: 'C.UTF-8' }, true, { live: true, color: true, unicode: false }],
  [
    'an empty LC_ALL',
    { LC_ALL: '', LANG: 'C.utf8' },
    true,
    { live: true, color: true, unicode: true },
  ],
  ['LANG=en_US', { LANG: 'en_US' }, true, { live: true, color: true, unicode: false }],
];
for (const [name, env, tty, expected] of looks) {
  test(`sees what ${name} can show`, () => assert.deepEqual(pane(env, tty), expected));
}

test('flushes what was written, in order', async () => {
  const [out, err] = [new FakeStream(), new FakeStream()];
  const screen = openScreen({ out, err }, {});
  screen.out.write('a\n');
  screen.out.write('');
  screen.out.write('b\n');
  screen.err.write('c\n');
  await screen.flush();
  assert.deepEqual([out.texts, err.texts], [['a\n', 'b\n'], ['c\n']]);
});

test('goes on quietly when the reader has gone', async () => {
  const [out, err] = [new FakeStream(), new FakeStream()];
  out.failure = failure('EPIPE');
  const screen = openScreen({ out, err }, {});
  screen.out.write('a\n');
  await screen.flush();
  screen.out.write('b\n');
  await screen.flush();
  assert.deepEqual(out.texts, ['a\n']);
});

test('does not hide that output was lost for another reason', async () => {
  const [out, err] = [new FakeStream(), new FakeStream()];
  out.failure = failure('ENOSPC');
  const screen = openScreen({ out, err }, {});
  screen.out.write('a\n');
  await assert.rejects(screen.flush(), { code: 'disk', message: 'Failed to write the output' });
});
