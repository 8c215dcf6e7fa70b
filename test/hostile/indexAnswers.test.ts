// A hostile index: what it sends costs neither memory nor time, and Ctrl-C ends all of it at once.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { Fault, RawSocket } from '../support/indexFaults.ts';
import { Rig } from '../support/rig.ts';

const json = 'application/vnd.pypi.simple.v1+json';
const files = [wheelFile({ name: 'thing', version: '1.0' })];
const wheel = files[0]?.filename ?? '';

/** Writes the rest again and again, in each turn of the loop, until the other side has had enough. */
function endless(start: string, piece: string): Fault {
  const send = (socket: RawSocket): void => {
    socket.write(start);
    const more = (): void => {
      if (!socket.destroyed) {
        socket.write(piece, () => setTimeout(more, 5));
      }
    };
    more();
  };
  return { kind: 'raw', send };
}

test('3 GB in a page of 3 MB: refused within the memory of the limit', async () => {
  const part = gzipSync(Buffer.alloc(100_000_000, ' '));
  const body = Buffer.concat(Array.from({ length: 30 }, () => part));
  for (const contentType of [json, 'text/html']) {
    await using indexed = await IndexedRig.open(files);
    const headers = { 'content-encoding': 'gzip' };
    indexed.server.break('*', { kind: 'body', body, contentType, headers });
    const { rig } = indexed;
    const measured = join(rig.root, 'memory');
    const hook = join(rig.root, 'memory.mjs');
    await writeFile(
      hook,
      `import { writeFileSync } from 'node:fs';
       process.on('exit', () => writeFileSync(process.env.MEMORY, String(process.resourceUsage().maxRSS)));`,
    );
    const env = { NODE_OPTIONS: `--import=${hook}`, MEMORY: measured };
    const { status, stderr } = await indexed.run('lock thing', { env });
    assert.equal(status, 3);
    assert.equal(
      stderr,
      `error: Expected at most 100 MB from \`${indexed.server.url}/thing/\`, the limit for pages\n` +
        'hint: no setting raises it: correct the URL of the index, or tell who runs it\n',
    );
    assert.equal(indexed.server.count('page'), 1);
    const kilobytes = Number(await readFile(measured, 'utf8'));
    assert.ok(kilobytes < 400_000, `${kilobytes} kB`);
  }
});

test('metadata of 51 MB beside a wheel: an error with a code', async () => {
  await using indexed = await IndexedRig.open(files, { formats: ['html'] });
  const body = `Name: thing\nVersion: 1.0\n${'Requires-Dist: aaaa>=1\n'.repeat(2_200_000)}`;
  indexed.server.break(`/files/${wheel}.metadata`, { kind: 'body', body, contentType: 'x/y' });
  const { status, stderr } = await indexed.run('lock thing');
  assert.equal(status, 3);
  assert.match(
    stderr,
    /^error: Expected at most 16\.0 MB from `http.*\.metadata`, the limit for metadata\nhint: .*\n$/,
  );
  const { verdicts } = await indexed.matrix('thing');
  assert.deepEqual(verdicts, { 'thing 1.0': 'infra/index-unreachable' });
});

test('answers that are no HTTP: an error of the index with its URL', async () => {
  const rest = '\r\ncontent-length: 2\r\n\r\n{}';
  for (const start of [
    'HTTP/1.1 200 OK\r\nbad header: x',
    'HTTP/1.1 200 OK\r\nx: a\0b',
    `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}`,
    'HTTP/1.1 99 Odd',
    'SSH-2.0-OpenSSH',
    'HTTP/1.1 200 OK\r\ncontent-length: -1',
  ]) {
    await using indexed = await IndexedRig.open(files);
    indexed.server.break('*', { kind: 'raw', send: (socket) => void socket.write(start + rest) });
    const env = { SPIP_HTTP_RETRIES: '0' };
    const { status, stderr } = await indexed.run('lock thing', { env });
    assert.equal(status, 3, stderr);
    assert.match(
      stderr,
      /^error: Failed to read `http:.*\/thing\/`: malformed answer \(.*\)\nhint: /,
    );
    assert.doesNotMatch(stderr, /bug in spip/);
  }
});

const slow: Readonly<Record<string, readonly [path: string, fault: Fault]>> = {
  'headers without end': ['/simple/thing/', endless('HTTP/1.1 200 OK\r\n', 'x-a: b\r\n')],
  'informational answers without end': [
    '/simple/thing/',
    endless('', 'HTTP/1.1 103 Early Hints\r\nx-a: b\r\n\r\n'),
  ],
  'a page without end': [
    '/simple/thing/',
    endless(`HTTP/1.1 200 OK\r\ncontent-type: ${json}\r\n\r\n`, ' '),
  ],
  'a wheel without end': [`/files/${wheel}`, endless('HTTP/1.1 200 OK\r\n\r\n', ' '.repeat(1000))],
  'no answer': ['/simple/thing/', { kind: 'never' }],
};

// Nothing but the signal ends them: the limits are hours away.
const patient = { SPIP_HTTP_TIMEOUT: '7200' };

for (const [what, [path, fault]] of Object.entries(slow)) {
  test(`Ctrl-C ends at once: ${what}`, { timeout: 120_000 }, async () => {
    await using indexed = await IndexedRig.open(files, { kind: 'plain', formats: ['html'] });
    const hold = indexed.server.hold(path);
    indexed.server.break(path, fault);
    const run = indexed.spawn('matrix thing --import-only', { env: patient });
    await hold.arrived();
    hold.release();
    await new Promise((resolve) => setImmediate(resolve));
    run.signal('SIGINT');
    const { status, stderr } = await run.ended;
    assert.equal(status, 130, stderr);
    indexed.rig.assertNothingLeft();
  });
}

test(
  'Ctrl-C ends at once: a server that accepts and never says who it is',
  { timeout: 120_000 },
  async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined)).listen(
      0,
      '127.0.0.1',
    );
    await once(silent, 'listening');
    try {
      const address = silent.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      await using rig = await Rig.open({
        ...patient,
        SPIP_INDEX_URL: `https://127.0.0.1:${port}/simple`,
      });
      const run = rig.spawn(['matrix', 'thing']);
      await once(silent, 'connection');
      run.signal('SIGINT');
      assert.equal((await run.ended).status, 130);
    } finally {
      silent.close();
    }
  },
);
