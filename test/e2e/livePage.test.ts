// The page of a run that goes on: it follows, and shows itself to nobody else.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { noBrowser, PageViewer } from '../support/browser.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { StartedCli } from '../support/rig.ts';

const versions = Array.from({ length: 6 }, (_, index) => `1.${index}`);
const files = versions.map((version) => wheelFile({ name: 'thing', version }));

async function urlOf(run: StartedCli): Promise<string> {
  await run.told(/The run as a page: \S+\n/);
  const [, url = ''] = /The run as a page: (\S+)\n/.exec(run.stderr()) ?? [];
  return url;
}

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The status of one request, whose host is what the test says. */
function statusOf(url: string, { path, method = 'GET', headers = {} }: Asked): Promise<number> {
  const { port, pathname, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, method, path: path ?? pathname, headers: { host, ...headers } },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

test('follows the run, and closing the browser disturbs nothing', { skip: noBrowser }, async () => {
  await using indexed = await IndexedRig.open(files);
  await using held = await HeldCommands.open(indexed.rig.root);
  const words = 'matrix thing --all -j 1 --open --python >=3.13 --command'.split(' ');
  const run = indexed.spawn([...words, `{python} ${held.script} ${held.socket}`]);
  const url = await urlOf(run);
  const first = await held.next();
  {
    await using viewer = await PageViewer.open();
    const page = await viewer.page(url);
    const cells = page.locator('#tables td');
    await page.locator('#tables td.r', { hasText: /^testing \d+ s$/ }).waitFor();
    assert.equal(await cells.count(), versions.length);
    assert.equal(await page.locator('#tables td.p').count(), 0);
    first.release();
    await page.locator('#tables td.p').waitFor();
    // What came after the page was made is asked of the server.
    await page.locator('#tables td.p').click();
    await page.locator('#panel', { hasText: 'pass in' }).waitFor();
    assert.deepEqual(
      viewer.faults.filter((fault) => !fault.endsWith('/events')),
      [],
    );
  }
  for (let left = versions.length - 1; left > 0; left -= 1) {
    (await held.next()).release();
  }
  const { status, stderr } = await run.ended;
  assert.equal(status, 0, stderr);
});

test('a foreign host or origin, another method and no token get nothing', async () => {
  await using indexed = await IndexedRig.open(files.slice(0, 1));
  await using held = await HeldCommands.open(indexed.rig.root);
  const command = `{python} ${held.script} ${held.socket}`;
  const run = indexed.spawn(['matrix', 'thing', '--open', '--command', command]);
  const url = await urlOf(run);
  const { host, origin, pathname } = new URL(url);
  const cases: readonly (readonly [number, Asked])[] = [
    [200, {}],
    [200, { headers: { origin } }],
    [403, { headers: { host: 'evil.example' } }],
    [403, { headers: { host: `evil.example:${new URL(url).port}` } }],
    [403, { headers: { origin: 'http://evil.example' } }],
    [403, { headers: { origin: 'null' } }],
    [403, { path: '/' }],
    [403, { path: `/${'0'.repeat(pathname.length - 2)}/` }],
    [403, { path: '//' }],
    [403, { path: `${pathname}../x` }],
    [403, { method: 'POST' }],
    [403, { method: 'OPTIONS', headers: { origin: 'http://evil.example' } }],
    [404, { path: `${pathname}other` }],
  ];
  for (const [expected, asked] of cases) {
    assert.equal(await statusOf(url, asked), expected, JSON.stringify(asked));
  }
  assert.equal(host.startsWith('127.0.0.1:'), true);
  (await held.next()).release();
  assert.equal((await run.ended).status, 0);
});
