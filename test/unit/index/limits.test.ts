import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { answerLimits } from '../../../src/index/http/answerLimits.ts';
import type { RawSocket } from '../../support/indexFaults.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';
import { openTestIndex, serve, spipError } from './openTestIndex.ts';
import type { TestIndex } from './openTestIndex.ts';
import { testFile } from './testFile.ts';

const json = 'application/vnd.pypi.simple.v1+json';
const path = '/files/six-1.0.tar.gz';
const once = { value: 0, source: 'test' };
const world = (): { six: ReturnType<typeof testFile>[] } => ({ six: [testFile('six-1.0.tar.gz')] });

const small = {
  ...answerLimits,
  page: { ...answerLimits.page, bytes: 100_000 },
  metadata: { ...answerLimits.metadata, bytes: 1000 },
};

/** Writes the same piece again and again until the other side has had enough. */
function endless(start: string, piece: string): (socket: RawSocket) => void {
  return (socket) => {
    socket.write(start);
    const more = (): void => {
      if (!socket.destroyed) {
        socket.write(piece, () => setImmediate(more));
      }
    };
    more();
  };
}

const chunk = (size: number): string => `${size.toString(16)}\r\n${' '.repeat(size)}\r\n`;

suite('limits on answers', () => {
  const packers = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };
  for (const [encoding, pack] of Object.entries(packers)) {
    for (const contentType of [json, 'text/html']) {
      test(`a bomb in ${encoding} of ${contentType} ends at the limit for pages`, async (t) => {
        const server = await serve(t, world());
        server.break('*', {
          kind: 'body',
          body: pack(Buffer.alloc(10_000_000, ' ')),
          contentType,
          headers: { 'content-encoding': encoding },
        });
        const index = await openTestIndex(t, [server.url], { limits: small });
        await assert.rejects(
          index.project('six'),
          spipError(
            'index-unreachable',
            /Expected at most 100 kB from `http.*\/six\/`, the limit for pages/,
            /no setting raises it/,
          ),
        );
        assert.equal(index.counters.retries, 0);
      });
    }
  }

  test('a page that says that it is too large is not read, one without an end only to the limit', async (t) => {
    const server = await serve(t, world());
    const head = `HTTP/1.1 200 OK\r\ncontent-type: ${json}\r\n`;
    const answers = [
      `${head}content-length: 100001\r\n\r\n`,
      `${head}transfer-encoding: chunked\r\n\r\n`,
    ];
    for (const [at, start] of answers.entries()) {
      server.mend();
      server.break('*', {
        kind: 'raw',
        send: at === 0 ? (socket) => void socket.write(start) : endless(start, chunk(10_000)),
      });
      const index = await openTestIndex(t, [server.url], { limits: small });
      await assert.rejects(index.project('six'), /at most 100 kB.*the limit for pages/);
      assert.ok(index.counters.bytes < 500_000);
    }
  });

  test('a page lists at most 200,000 files', async (t) => {
    const server = await serve(t, world());
    const file = '{"filename":"six-1.0.tar.gz","url":"s"}';
    const html = '<a href=six-1.0.tar.gz>';
    for (const [body, contentType] of [
      [`{"files":[${`${file},`.repeat(200_000)}${file}]}`, json],
      [html.repeat(200_001), 'text/html'],
    ] as const) {
      server.mend();
      server.break('*', { kind: 'body', body, contentType });
      const index = await openTestIndex(t, [server.url]);
      await assert.rejects(
        index.project('six'),
        spipError('index-unreachable', /at most 200000 files on `http.*\/six\/`/, /no setting/),
      );
    }
  });

  test('metadata beside a wheel, plain and packed', async (t) => {
    const built = buildWheel({ name: 'own', version: '1.0' });
    const server = await serve(t, { own: [built] }, { formats: ['html'] });
    const body = `Name: own\nVersion: 1.0\n${'Requires-Dist: six\n'.repeat(100)}`;
    for (const [sent, headers] of [
      [body, {}],
      [gzipSync(body), { 'content-encoding': 'gzip' }],
    ] as const) {
      server.mend();
      const kind = 'body' as const;
      server.break(`/files/${built.filename}.metadata`, {
        kind,
        body: sent,
        contentType: 'text/plain',
        headers,
      });
      const index = await openTestIndex(t, [server.url], { limits: small });
      await assert.rejects(
        index.metadata(await index.file('own')),
        spipError('index-unreachable', /at most 1\.0 kB from `http.*\.metadata`.* for metadata/),
      );
    }
  });

  test('a file: what its page says, else the setting; nothing is left', async (t) => {
    const server = await serve(t, world());
    const index = await openTestIndex(t, [server.url], {
      fileLimit: { value: 20_000, source: 'SPIP_MAX_FILE_SIZE' },
    });
    const file = await index.file('six');
    const folder = await temporaryFolder(t);
    server.break(path, {
      kind: 'raw',
      send: endless('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', chunk(1000)),
    });
    await assert.rejects(
      index.download({ ...file, size: 5000 }, join(folder, 'six')),
      spipError(
        'index-unreachable',
        /at most 5\.0 kB from `http.*six-1\.0\.tar\.gz`, the 5000 bytes that `http.*\/simple` lists/,
        /other bytes than it lists/,
      ),
    );
    await assert.rejects(
      index.download({ ...file, size: undefined }, join(folder, 'six')),
      spipError('index-unreachable', /at most 20\.0 kB .*limit for files/, /`SPIP_MAX_FILE_SIZE`/),
    );
    assert.deepEqual(await readdir(folder), []);
    server.mend();
    server.break(path, {
      kind: 'raw',
      send: (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 30000\r\n\r\n'),
    });
    await assert.rejects(
      index.download({ ...file, size: undefined }, join(folder, 'six')),
      /20\.0 kB/,
    );
  });
});

interface Paced {
  readonly index: TestIndex;
  readonly clock: { now: number };
  /** Of each piece. */
  readonly bytes: number;
  readonly seconds: number;
}

/** Sends pieces for ever, the next when time has passed and the last one has arrived. */
function paced({ index, clock, bytes, seconds }: Paced): (socket: RawSocket) => void {
  return (socket) => {
    const more = (seen: number): void => {
      if (socket.destroyed) {
        return;
      }
      if (index.counters.bytes < seen) {
        setImmediate(more, seen);
        return;
      }
      clock.now += seconds * 1000;
      const next = index.counters.bytes + bytes;
      socket.write(chunk(bytes), () => setImmediate(more, next));
    };
    socket.write(`HTTP/1.1 200 OK\r\ncontent-type: ${json}\r\ntransfer-encoding: chunked\r\n\r\n`);
    more(0);
  };
}

suite('slow answers', () => {
  test('a body below 1 kB/s for half a minute ends, after one more try', async (t) => {
    const server = await serve(t, world());
    const clock = { now: 1e12 };
    const index = await openTestIndex(t, [server.url], { clock });
    server.break('*', { kind: 'raw', send: paced({ index, clock, bytes: 9000, seconds: 10 }) });
    await assert.rejects(
      index.project('six'),
      spipError(
        'index-unreachable',
        /too slow, got 2\d000 bytes in \d+ s, less than 1000 bytes per second \(2 tries\)$/,
        /no setting changes this limit/,
      ),
    );
  });

  test('a page that comes fast enough but has no end after 300 s', async (t) => {
    const server = await serve(t, world());
    const clock = { now: 1e12 };
    const index = await openTestIndex(t, [server.url], { clock });
    server.break('*', { kind: 'raw', send: paced({ index, clock, bytes: 11_000, seconds: 10 }) });
    await assert.rejects(
      index.project('six'),
      spipError('index-unreachable', /its answer had no end after 300 s$/),
    );
    assert.equal(index.counters.retries, 0);
  });

  test('a file may take as long as it likes at 1 kB/s', async (t) => {
    const server = await serve(t, world());
    const clock = { now: 1e12 };
    const index = await openTestIndex(t, [server.url], {
      clock,
      fileLimit: { value: 1e6, source: 'test' },
    });
    const file = { ...(await index.file('six')), size: undefined };
    server.break(path, { kind: 'raw', send: paced({ index, clock, bytes: 11_000, seconds: 10 }) });
    await assert.rejects(
      index.download(file, join(await temporaryFolder(t), 'six')),
      /the limit for files/,
    );
    assert.ok(clock.now - 1e12 > 900_000);
  });

  test('answers that never begin, whatever comes before them', async (t) => {
    const server = await serve(t, world());
    const index = await openTestIndex(t, [server.url], {
      timeoutSeconds: { value: 0.1, source: 'SPIP_HTTP_TIMEOUT' },
      retries: once,
    });
    const hints = 'HTTP/1.1 103 Early Hints\r\nx-a: b\r\n\r\n';
    const starts: readonly (readonly [string, string])[] = [
      [hints, hints],
      ['HTTP/1.1 200 OK\r\n', ''],
      ['', ''],
    ];
    for (const [at, [start, piece]] of starts.entries()) {
      server.break(`/simple/p${at}/`, { kind: 'raw', send: endless(start, piece) });
      await assert.rejects(
        index.project(`p${at}`),
        spipError('index-unreachable', /no answer within 0\.1 s/, /`SPIP_HTTP_TIMEOUT`/),
      );
    }
  });
});
