import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { suite, test } from 'node:test';
import type { Transport } from '../../../src/index/http/transport.ts';
import { SpipError } from '../../../src/lib/spipError.ts';
import type { IndexSource } from '../../../src/model/settings.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { openTestIndex, serve, spipError } from './openTestIndex.ts';
import { testCertificate } from './testCertificate.ts';
import { testFile } from './testFile.ts';

const world = (): { six: ReturnType<typeof testFile>[] } => ({ six: [testFile('six-1.0.tar.gz')] });

const withCredentials = (url: string): IndexSource => ({
  url,
  credentials: { username: 'me', password: 'passphrase' },
  source: 'test',
});

suite('faults of the network', () => {
  test('connection refused: URL, errno, tries; no fall-through to the next index (N1, N8)', async (t) => {
    const dead = await serve(t, {});
    await dead.close();
    const alive = await serve(t, world());
    const index = await openTestIndex(t, [dead.url, alive.url]);
    await assert.rejects(
      index.project('six'),
      spipError('index-unreachable', /reach `http:.*\/simple\/six\/`: ECONNREFUSED \(3 tries\)/),
    );
    assert.equal(alive.count('page'), 0);
    assert.deepEqual(index.pauses, [250, 500]);
    await assert.rejects(index.project('seven'), /ECONNREFUSED$/);
    assert.deepEqual(index.pauses, [250, 500], 'a host that is down gets one try');
  });

  test('503 twice, then 200: two retries and no warning (N2)', async (t) => {
    const server = await serve(t, world());
    server.break('/simple/six/', { kind: 'status', status: 503 }, 2);
    const index = await openTestIndex(t, [server.url]);
    assert.deepEqual(await index.names('six'), ['six-1.0.tar.gz']);
    assert.equal(index.counters.retries, 2);
    assert.deepEqual(
      index.events.map(({ kind }) => kind),
      ['debug', 'debug'],
    );
  });

  test('503 for ever; 429 with Retry-After in seconds and as a date (N3)', async (t) => {
    const server = await serve(t, world());
    const now = Date.UTC(2024, 0, 1);
    const cases: readonly (readonly [Record<string, string>, number, readonly number[]])[] = [
      [{}, 503, [250, 500]],
      [{ 'retry-after': '1' }, 429, [1000, 1000]],
      [{ 'retry-after': 'Mon, 01 Jan 2024 00:00:07 GMT' }, 429, [7000, 7000]],
      [{ 'retry-after': '3600' }, 429, []],
    ];
    for (const [headers, status, pauses] of cases) {
      server.mend();
      server.break('*', { kind: 'status', status, headers });
      const index = await openTestIndex(t, [server.url], { clock: { now } });
      await assert.rejects(
        index.project('six'),
        spipError('index-unreachable', new RegExp(`read \`.*/six/\`: ${status} `)),
      );
      assert.deepEqual(index.pauses, pauses);
    }
  });

  test('no answer: seconds and the name of the setting; others go on (N4)', async (t) => {
    const server = await serve(t, { ...world(), seven: [testFile('seven-1.0.tar.gz')] });
    server.break('/simple/six/', { kind: 'never' });
    const index = await openTestIndex(t, [server.url], {
      timeoutSeconds: { value: 0.05, source: 'PIP_DEFAULT_TIMEOUT' },
      retries: { value: 0, source: 'test' },
    });
    const failure = assert.rejects(
      index.project('six'),
      spipError('index-unreachable', /no answer within 0\.05 s/, /`PIP_DEFAULT_TIMEOUT`/),
    );
    assert.deepEqual(await index.names('seven'), ['seven-1.0.tar.gz']);
    await failure;
  });

  test('a page that breaks off is read again', async (t) => {
    const server = await serve(t, world());
    server.break('/simple/six/', { kind: 'cut', share: 0.6 }, 1);
    server.break('/simple/six/', { kind: 'reset' }, 1);
    const index = await openTestIndex(t, [server.url]);
    assert.deepEqual(await index.names('six'), ['six-1.0.tar.gz']);
    assert.equal(server.count('page'), 3);
  });

  test('redirects: ten hops, credentials stay at home (N7)', async (t) => {
    const home = await serve(t, world());
    const away = await serve(t, world());
    const index = await openTestIndex(t, [[withCredentials(home.url)]]);
    home.break('/simple/six/', { kind: 'redirect', to: `${away.url}/six/` });
    const found = await index.file('six');
    assert.equal(found.url, new URL('/files/six-1.0.tar.gz', away.url).href);
    assert.match(String(home.requests[0]?.headers.authorization), /^Basic /);
    assert.equal(away.requests[0]?.headers.authorization, undefined);

    home.break('/simple/loop/', { kind: 'redirect', to: '/simple/loop/' });
    await assert.rejects(
      index.project('loop'),
      spipError('index-unreachable', /more than 10 redirects/),
    );
    assert.equal(home.count('/simple/loop/'), 11);
  });

  test('401 and 403 stop and name the index, without secrets; 404 goes on (N8)', async (t) => {
    const first = await serve(t, {});
    const second = await serve(t, world());
    const index = await openTestIndex(t, [[withCredentials(first.url)], second.url]);
    assert.deepEqual(await index.names('six'), ['six-1.0.tar.gz']);
    for (const status of [401, 403]) {
      first.mend();
      first.break('*', { kind: 'status', status });
      const refused = await openTestIndex(t, [[withCredentials(first.url)], second.url]);
      await assert.rejects(refused.project('six'), (error) => {
        assert.ok(error instanceof SpipError);
        assert.match(error.message, new RegExp(`${first.url}/six/\`: ${status} `));
        assert.ok(!JSON.stringify([error, error.message, refused.events]).includes('passphrase'));
        return true;
      });
      assert.deepEqual(refused.pauses, []);
    }
  });

  test('netrc: by host, not for another place after a redirect', async (t) => {
    const home = await serve(t, world());
    const away = await serve(t, world());
    const netrc = join(await temporaryFolder(t), 'netrc');
    await writeFile(netrc, 'machine 127.0.0.1\n  login me password "p w"\n');
    const index = await openTestIndex(t, [home.url], { netrc });
    home.break('/simple/six/', { kind: 'redirect', to: `${away.url}/six/` });
    await index.project('six');
    const expected = `Basic ${Buffer.from('me:p w').toString('base64')}`;
    assert.equal(home.requests[0]?.headers.authorization, expected);
    assert.equal(away.requests[0]?.headers.authorization, undefined);
  });

  test('an untrusted certificate: no retry, host and variable named (N9)', async (t) => {
    const server = await serve(t, world(), { tls: testCertificate });
    const index = await openTestIndex(t, [server.url]);
    await assert.rejects(
      index.project('six'),
      spipError(
        'index-unreachable',
        /verify the certificate for .*SELF_SIGNED.* from `127\.0\.0\.1:\d+`/,
        /SSL_CERT_FILE/,
      ),
    );
    assert.deepEqual(index.pauses, []);

    const bundle = join(await temporaryFolder(t), 'bundle.pem');
    await writeFile(bundle, testCertificate.cert);
    const none = { value: [], source: 'default' };
    const trusted: readonly Parameters<typeof openTestIndex>[2][] = [
      {
        certificates: {
          authorities: { value: bundle, source: 'PIP_CERT' },
          client: undefined,
          trustedHosts: none,
        },
      },
      {
        certificates: {
          authorities: undefined,
          client: undefined,
          trustedHosts: { value: ['127.0.0.1'], source: 'PIP_TRUSTED_HOST' },
        },
      },
    ];
    for (const options of trusted) {
      const secure = await openTestIndex(t, [server.url], options);
      assert.deepEqual(await secure.names('six'), ['six-1.0.tar.gz']);
    }
    const missing = await openTestIndex(t, [server.url], {
      certificates: {
        authorities: { value: '/no/such.pem', source: 'PIP_CERT' },
        client: undefined,
        trustedHosts: none,
      },
    });
    await assert.rejects(
      missing.project('six'),
      spipError('invalid-settings', /`\/no\/such\.pem`: no such file/, /`PIP_CERT`/),
    );
  });

  test('HTTP/2: a session that dies takes nothing with it', async (t) => {
    const names = Array.from({ length: 40 }, (_, at) => `p${at}`);
    const server = await serve(
      t,
      Object.fromEntries(names.map((name) => [name, [testFile(`${name}-1.0.tar.gz`)]])),
      { tls: testCertificate },
    );
    const index = await openTestIndex(t, [server.url], {
      certificates: {
        authorities: undefined,
        client: undefined,
        trustedHosts: { value: ['127.0.0.1'], source: 'test' },
      },
    });
    await index.project('p0');
    server.break('/simple/p7/', { kind: 'reset' }, 2);
    const found = await Promise.all(names.map((name) => index.names(name)));
    assert.deepEqual(
      found,
      names.map((name) => [`${name}-1.0.tar.gz`]),
    );
  });

  test('a dead proxy is named; NO_PROXY goes past it; a live one is used (E2)', async (t) => {
    const server = await serve(t, world());
    const dead = { value: 'http://me:passphrase@127.0.0.1:9/', source: 'HTTP_PROXY' };
    const proxies = { http: dead, https: undefined, direct: '' };
    const index = await openTestIndex(t, [server.url], { proxies });
    await assert.rejects(
      index.project('six'),
      spipError('index-unreachable', /through the proxy `http:\/\/\*\*\*@127\.0\.0\.1:9\/`/),
    );
    const direct = await openTestIndex(t, [server.url], {
      proxies: { ...proxies, direct: 'localhost, 127.0.0.1' },
    });
    assert.deepEqual(await direct.names('six'), ['six-1.0.tar.gz']);

    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(404).end();
    });
    t.after(() => proxy.close().closeAllConnections());
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const address = proxy.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const through = await openTestIndex(t, ['http://index.test/simple'], {
      proxies: { ...proxies, http: { value: `http://127.0.0.1:${port}`, source: 'HTTP_PROXY' } },
    });
    assert.equal(await through.project('six'), undefined);
    assert.deepEqual(asked, ['http://index.test/simple/six/']);
  });

  test('closing ends what is under way, without retries', async (t) => {
    const server = await serve(t, world());
    const hold = server.hold('/simple/six/');
    const index = await openTestIndex(t, [server.url]);
    const failure = assert.rejects(index.project('six'), spipError('interrupted', /six/));
    await hold.arrived();
    await index.close();
    await failure;
    assert.deepEqual(index.pauses, []);
  });

  test('at most 64 requests at once', async (t) => {
    let sent = 0;
    const waiting: (() => void)[] = [];
    const transport: Transport = {
      send: async () => {
        sent += 1;
        await new Promise<void>((resolve) => waiting.push(resolve));
        return {
          status: 404,
          headers: {},
          body: Readable.from([]),
          discard: () => Promise.resolve(),
        };
      },
      close: () => Promise.resolve(),
    };
    const index = await openTestIndex(t, ['http://index.test/simple'], { transport });
    const all = Promise.all(Array.from({ length: 80 }, (_, at) => index.project(`p${at}`)));
    const settled = async (): Promise<void> => {
      // Each name looks into the cache first: that many reads of missing files have to come back.
      for (let last = -1; last !== sent;) {
        last = sent;
        await new Promise((resolve) => setImmediate(resolve));
        await stat('/').then(() => undefined);
      }
    };
    while (sent < 64) {
      await settled();
    }
    await settled();
    assert.equal(sent, 64);
    waiting.splice(0, 3).forEach((resolve) => resolve());
    while (sent < 67) {
      await settled();
    }
    assert.equal(sent, 67);
    while (sent < 80 || waiting.length > 0) {
      waiting.splice(0).forEach((resolve) => resolve());
      await settled();
    }
    await all;
  });
});
