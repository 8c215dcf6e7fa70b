// The page of a run that goes on: it follows, and shows itself to nobody else.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { axeFaults, noBrowser, PageViewer } from '../support/browser.ts';
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

const noRequests = (fault: string): boolean => !/\/(events|cell\d+)$/.test(fault);

test('follows the run, and closing the browser disturbs nothing', { skip: noBrowser }, async () => {
  await using indexed = await IndexedRig.open(files);
  await using held = await HeldCommands.open(indexed.rig.root);
  const words = 'matrix thing --all -j 1 --open --python >=3.13 --command'.split(' ');
  const run = indexed.spawn([
    ...words,
    `echo "it begins"; exec {python} ${held.script} ${held.socket}`,
  ]);
  const url = await urlOf(run);
  const first = await held.next();
  {
    await using viewer = await PageViewer.open();
    const page = await viewer.page(url);
    const cells = page.locator('#tables td');
    const running = page.locator('#tables td.r', { hasText: /^testing \d+ s$/ });
    await running.waitFor();
    assert.equal(await cells.count(), versions.length);
    assert.equal(await page.locator('#tables td.p').count(), 0);
    // The panel of a cell follows it: its log while it runs, then all about it.
    await running.click();
    const panel = page.locator('#panel');
    await panel.getByText('This cell is testing.').waitFor();
    await panel.locator('pre', { hasText: /^it begins$/ }).waitFor();
    assert.deepEqual(await axeFaults(page), []);
    first.release();
    await panel.getByText('pass in').waitFor();
    await panel.getByText(/^spip matrix thing==1\.\d --python/).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#tables td.p').waitFor();
    await page.getByText(`1 of ${versions.length} cells done`).waitFor();
    // What a cell came to is counted and can be asked for.
    await page.getByRole('checkbox', { name: 'pass' }).check();
    await page.getByText(`1 of ${versions.length} cells`, { exact: true }).waitFor();
    assert.deepEqual(viewer.faults.filter(noRequests), []);
  }
  for (let left = versions.length - 1; left > 0; left -= 1) {
    (await held.next()).release();
  }
  const { status, stderr } = await run.ended;
  assert.equal(status, 0, stderr);
});

test('follows 200 cells to the end of the run, and beyond', { skip: noBrowser }, async () => {
  const many = Array.from({ length: 200 }, (_, index) =>
    wheelFile({ name: 'thing', version: `1.${index}` }),
  );
  await using indexed = await IndexedRig.open(many);
  await using held = await HeldCommands.open(indexed.rig.root);
  const words = 'matrix thing --all -j 4 --serve --python >=3.13 --command'.split(' ');
  const run = indexed.spawn([...words, `{python} ${held.script} ${held.socket}`]);
  const url = await urlOf(run);
  await using viewer = await PageViewer.open();
  const page = await viewer.page(url);
  const passed = page.locator('#tables td.p');
  // What is released is seen, save for what cleans up yet, and no more: others are held.
  for (let released = 0; released < many.length; released += 1) {
    const child = await held.next();
    if (released % 50 === 0 && released > 0) {
      await passed.nth(released - 10 - 1).waitFor();
      assert.ok((await passed.count()) <= released);
    }
    child.release();
  }
  // The ended run is a page as any other.
  await page.locator('#live').waitFor({ state: 'detached' });
  assert.equal(await passed.count(), many.length);
  await passed.first().click();
  await page.locator('#panel').getByText('pass in').waitFor();
  await run.told(/The page stays until Ctrl-C: \S+\n/);
  assert.deepEqual(viewer.faults.filter(noRequests), []);
  run.signal('SIGINT');
  const { status, stdout, stderr } = await run.ended;
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^200 cells: 200 pass in /m);
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
    [404, { path: `${pathname}cell1` }],
    [403, { path: `${pathname}cell0`, headers: { host: 'evil.example' } }],
    [403, { path: `${pathname}events`, headers: { origin: 'http://evil.example' } }],
  ];
  for (const [expected, asked] of cases) {
    assert.equal(await statusOf(url, asked), expected, JSON.stringify(asked));
  }
  assert.equal(host.startsWith('127.0.0.1:'), true);
  (await held.next()).release();
  assert.equal((await run.ended).status, 0);
});
