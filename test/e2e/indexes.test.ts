// Indexes of every kind, what a second run asks them, and runs without them.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { IndexServer, IndexServerOptions } from '../support/indexServer.ts';

const files = [
  wheelFile({ name: 'thing', version: '2.0', requires: ['helper'], requiresPython: '>=3.99' }),
  wheelFile({ name: 'thing', version: '1.0', requires: ['helper'], requiresPython: '>=3.6' }),
  sdistFile({ name: 'thing', version: '0.9' }),
  wheelFile({ name: 'helper', version: '1.0' }),
];

const kinds: Readonly<Record<string, IndexServerOptions>> = {
  'JSON with metadata, ETag and Cache-Control': { etag: true, cacheControl: 'max-age=600' },
  'JSON without any of them': { formats: ['json'], kind: 'plain' },
  'HTML with data-requires-python': { formats: ['html'], gzip: true },
  'HTML without data-requires-python': { formats: ['html'], kind: 'plain' },
  'HTML without ranges': { formats: ['html'], kind: 'plain', ranges: false },
};

for (const [kind, options] of Object.entries(kinds)) {
  test(`an index with ${kind}: the same grid, and a second run asks for nothing`, async () => {
    await using indexed = await IndexedRig.open(files, options);
    const first = await indexed.matrix('thing');
    assert.equal(first.status, 0, first.stdout);
    const expected = {
      'thing 2.0': 'not-applicable/requires-python',
      'thing 1.0': 'pass/clean',
      'thing 0.9': 'pass/clean',
    };
    assert.deepEqual(first.verdicts, expected);
    for (const name of ['thing', 'helper']) {
      assert.equal(indexed.server.count(`/simple/${name}/`), 1);
    }
    for (const { filename } of files.slice(1)) {
      // As a whole, or by a range that turned out to be all of it.
      assert.equal(requestsOf(indexed.server, filename).length, 1, filename);
    }
    const asked = indexed.server.requests.length;
    const second = await indexed.matrix('thing');
    assert.deepEqual(second.verdicts, expected);
    assert.deepEqual(indexed.server.requests.slice(asked), []);
  });
}

const shared = await IndexedRig.open(files, { etag: true, cacheControl: 'max-age=600' });
after(() => shared[Symbol.asyncDispose]());

test('--offline without anything in the cache says so and ends with 3', async () => {
  const { status, stdout, stderr } = await shared.run('matrix thing --offline');
  assert.equal(status, 3);
  assert.equal(stdout, '');
  assert.equal(
    stderr,
    `error: Failed to read \`${shared.server.url}/thing/\` offline: it is not in the cache\n` +
      'hint: run once without `--offline`\n',
  );
  assert.equal(shared.server.requests.length, 0);
});

test('--offline works with what the cache holds', async () => {
  const online = await shared.matrix('thing==1.0');
  assert.equal(online.status, 0);
  const asked = shared.server.requests.length;
  const offline = await shared.matrix('thing==1.0 --offline');
  assert.equal(offline.status, 0, offline.stdout);
  assert.deepEqual(offline.verdicts, online.verdicts);
  assert.equal(shared.server.requests.length, asked);
});

test('--offline with a file that is missing: only that cell is at fault', async () => {
  const { status, verdicts, record } = await shared.matrix('thing --offline');
  assert.equal(status, 3);
  assert.deepEqual(verdicts, {
    'thing 2.0': 'not-applicable/requires-python',
    'thing 1.0': 'pass/clean',
    'thing 0.9': 'infra/index-unreachable',
  });
  assert.match(record.cells[2]?.message ?? '', /offline/);
});

test('--refresh asks again, and a page that has not changed is not sent again', async () => {
  const before = shared.server.requests.length;
  const { status } = await shared.matrix('thing==1.0 --refresh');
  assert.equal(status, 0);
  const asked = shared.server.requests.slice(before);
  assert.deepEqual(
    new Set(asked.map(({ path }) => path)),
    new Set(['/simple/thing/', '/simple/helper/']),
  );
  for (const { path, headers } of asked) {
    assert.notEqual(headers['if-none-match'], undefined, `${path} is asked for with its ETag`);
  }
});

test('--refresh finds a release that is new', async () => {
  shared.server.world['thing'] = [
    ...files.slice(0, 3),
    wheelFile({ name: 'thing', version: '1.1' }),
  ];
  const stale = await shared.matrix('thing --only-binary :all: --limit 2');
  assert.equal(Object.hasOwn(stale.verdicts, 'thing 1.1'), false);
  const fresh = await shared.matrix('thing --only-binary :all: --limit 2 --refresh');
  assert.equal(fresh.verdicts['thing 1.1'], 'pass/clean');
});

test('a short outage is ridden out', async () => {
  await using indexed = await IndexedRig.open(files);
  indexed.server.break(
    '/simple/thing/',
    { kind: 'status', status: 503, headers: { 'retry-after': '0' } },
    2,
  );
  const { status, stderr } = await indexed.matrix('thing==1.0');
  assert.equal(status, 0, stderr);
  assert.equal(indexed.server.count('/simple/thing/'), 3);
});

test('a wheel whose digest is not the promised one is refused', async () => {
  await using indexed = await IndexedRig.open([
    wheelFile({ name: 'forged', version: '1.0' }, { sha256: '0'.repeat(64) }),
    wheelFile({ name: 'fine', version: '1.0' }),
  ]);
  const { status, verdicts, record } = await indexed.matrix('forged fine');
  assert.equal(status, 3);
  assert.deepEqual(verdicts, { 'forged 1.0': 'infra/hash-mismatch', 'fine 1.0': 'pass/clean' });
  assert.match(
    record.cells[0]?.message ?? '',
    /^Expected sha256 `0{64}` for `forged-1\.0-py3-none-any\.whl`.* its bytes have `[0-9a-f]{64}`$/,
  );
  const asked = requestsOf(indexed.server, 'forged-1.0-py3-none-any.whl');
  assert.equal(asked.filter(({ kind }) => kind === 'file').length, 2);
});

/** Requests for all of a file; what its metadata cost does not count. */
function requestsOf(server: IndexServer, filename: string): IndexServer['requests'] {
  return server.requests.filter(({ path }) => path === `/files/${filename}`);
}

test('a wheel as find-links, by a path with `~` and by URL', async () => {
  await using indexed = await IndexedRig.open(files);
  const { rig, server } = indexed;
  const [, wheel] = files;
  assert.ok(wheel !== undefined);
  await writeFile(join(rig.home, wheel.filename), wheel.bytes);
  const env = { SPIP_INDEX_URL: undefined };
  const elsewhere = `${new URL(server.url).origin}/files/helper-1.0-py3-none-any.whl`;
  for (const place of [`~/${wheel.filename}`, `file://${rig.home}/${wheel.filename}`]) {
    const args = [
      'matrix',
      'thing',
      '--no-index',
      '--find-links',
      place,
      '--find-links',
      elsewhere,
    ];
    const { status, stdout, stderr } = await indexed.run([...args, '--import-only'], { env });
    assert.equal(status, 0, stdout + stderr);
  }
  assert.deepEqual(
    server.requests.map(({ path }) => path).filter((path) => path.startsWith('/simple')),
    [],
  );
});

test('what an index answers in place of a page or of metadata is named', async () => {
  await using indexed = await IndexedRig.open(files.slice(1), { formats: ['html'] });
  const { server } = indexed;
  server.break('/simple/thing/', { kind: 'status', status: 302 }, 1);
  const nowhere = await indexed.run('lock thing');
  assert.equal(nowhere.status, 3);
  assert.equal(
    nowhere.stderr,
    `error: Failed to read \`${server.url}/thing/\`: 302 Found, a redirect without \`Location\`\n` +
      'hint: correct the URL of the index, or tell who runs it\n',
  );
  const body = '<!doctype html><title>Log in</title>';
  server.break(`/files/${files[1]?.filename}.metadata`, { kind: 'body', body, contentType: 'x/y' });
  const page = await indexed.run('lock thing');
  assert.equal(page.status, 3);
  assert.match(
    page.stderr,
    /^error: Expected core metadata from `http.*`, found a page in HTML\nhint: .*log in\n$/,
  );
});
