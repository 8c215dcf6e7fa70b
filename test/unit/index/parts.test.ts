import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { packFiles, unpackFiles } from '../../../src/index/packFiles.ts';
import { parseNetrc } from '../../../src/index/http/parseNetrc.ts';
import { proxyFor } from '../../../src/index/http/proxyFor.ts';
import { problemOf, TransportFailure } from '../../../src/index/http/requestProblem.ts';
import { retryAfterMilliseconds, retryPause } from '../../../src/index/http/retryPause.ts';
import type { DistFile } from '../../../src/model/distFile.ts';

suite('parts of the index client', () => {
  test('packing files and unpacking them gives the same files', () => {
    const option = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
      fc.option(of, { nil: undefined });
    const otherDigest = { algorithm: 'sha512', hex: 'ab'.repeat(64) } as const;
    const file: fc.Arbitrary<DistFile> = fc
      .record({
        stem: fc.string({ minLength: 1 }),
        kind: fc.constantFrom('wheel' as const, 'sdist' as const),
        folder: fc.constantFrom('https://a.test/x/', 'https://a.test/xy/', 'file:///o/', ''),
        renamed: fc.boolean(),
        sha256: option(fc.stringMatching(/^[0-9a-f]{64}$/)),
        size: option(fc.nat()),
        requiresPython: option(fc.constantFrom('>=3', '>=3.8,<4', '')),
        uploadTime: option(fc.constant('2024-01-01T00:00:00Z')),
        yanked: fc.oneof(fc.constant(false as const), fc.string()),
        metadata: fc.oneof(
          fc.constant(false as const),
          option(fc.stringMatching(/^[0-9a-f]{64}$/)).map((sha256) => ({ sha256 })),
        ),
      })
      .map(({ stem, folder, renamed, ...rest }) => {
        const filename = `${stem}${rest.kind === 'wheel' ? '.whl' : '.tar.gz'}`;
        const url = `${folder}${renamed ? 'other' : filename}`;
        const promised = rest.sha256 === undefined && renamed ? { otherDigest } : {};
        return { ...rest, ...promised, filename, url, index: 'i', project: 'p' };
      });
    fc.assert(
      fc.property(fc.array(file), (files) => {
        const packed: unknown = JSON.parse(JSON.stringify(packFiles(files)));
        assert.deepEqual(
          unpackFiles(packed as ReturnType<typeof packFiles>, { index: 'i', project: 'p' }),
          files,
        );
      }),
    );
  });

  test('netrc: machines, quotes, comments, macros, the default', () => {
    const { machines, fallback } = parseNetrc(
      [
        '# top',
        'machine a.test login me password "x \\" y"',
        'macdef init',
        ' machine no login no password no',
        '',
        'machine b.test',
        '\tlogin you',
        '\tpassword z',
        'default login any password 1',
      ].join('\n'),
    );
    assert.deepEqual(
      [...machines],
      [
        ['a.test', { username: 'me', password: 'x " y' }],
        ['b.test', { username: 'you', password: 'z' }],
      ],
    );
    assert.deepEqual(fallback, { username: 'any', password: '1' });
    assert.equal(parseNetrc('').fallback, undefined);
  });

  test('NO_PROXY: names with subdomains, wildcards, ports, addresses', () => {
    const proxy = { value: 'http://p:1', source: 'x' };
    const direct = (url: string, list: string): boolean =>
      proxyFor(new URL(url), { http: proxy, https: proxy, direct: list }) === undefined;
    const rows: readonly (readonly [string, string, boolean])[] = [
      ['https://a.test/', '', false],
      ['https://a.test/', '*', true],
      ['https://a.test/', 'b.test,A.Test', true],
      ['https://x.a.test/', 'a.test', true],
      ['https://x.a.test/', '.a.test', true],
      ['https://xa.test/', 'a.test', false],
      ['https://a.test/', 'a.test:443', true],
      ['https://a.test:8443/', 'a.test:443', false],
      ['http://[::1]:80/', '::1', true],
      ['http://[::1]:8080/', '[::1]:8080', true],
      ['http://127.0.0.1:5/', 'localhost 127.0.0.1', true],
    ];
    for (const [url, list, expected] of rows) {
      assert.equal(direct(url, list), expected, `${url} ${list}`);
    }
    const none = { http: undefined, https: proxy, direct: '' };
    assert.equal(proxyFor(new URL('http://a.test'), none), undefined);
  });

  test('pauses grow to a limit; Retry-After is obeyed up to a minute', () => {
    const lost = { kind: 'connection', code: 'ECONNRESET', cause: undefined } as const;
    assert.deepEqual(
      [1, 2, 3, 9].map((attempt) => retryPause(lost, attempt, 0)),
      [250, 500, 1000, 8000],
    );
    assert.equal(retryPause(lost, 1, 1), 312.5);
    const status = (code: number, retryAfter?: number): number | undefined =>
      retryPause({ kind: 'status', status: code, location: undefined, retryAfter }, 1, 0);
    assert.equal(status(503, 5000), 5000);
    assert.equal(status(429, 61_000), undefined);
    assert.equal(status(501), undefined);
    assert.equal(status(404), undefined);
    assert.equal(retryAfterMilliseconds('soon', 0), undefined);
    assert.equal(retryAfterMilliseconds('Thu, 01 Jan 1970 00:00:09 GMT', 4000), 5000);
  });

  test('errors of the network are told from bugs', () => {
    const coded = (code: string, cause?: unknown): Error =>
      Object.assign(new Error('x', { cause }), { code });
    const kindOf = (cause: unknown): string | undefined =>
      problemOf(new TransportFailure(cause))?.kind;
    assert.equal(kindOf(coded('UND_ERR_SOCKET', coded('ECONNRESET'))), 'connection');
    assert.equal(kindOf(new AggregateError([coded('ECONNREFUSED')])), 'connection');
    assert.equal(kindOf(coded('ERR_HTTP2_STREAM_ERROR')), 'connection');
    assert.equal(kindOf(coded('UND_ERR_BODY_TIMEOUT')), 'timeout');
    assert.equal(kindOf(coded('CERT_HAS_EXPIRED')), 'tls');
    assert.equal(kindOf(new Error('what a parser says')), 'malformed');
    assert.equal(kindOf('no error'), 'malformed');
    assert.equal(problemOf(coded('ECONNRESET')), undefined, 'not what the transport threw');
    assert.equal(problemOf(new TypeError('bug')), undefined);
  });
});
