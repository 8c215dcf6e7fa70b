// Earlier runs in a browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFaults, noBrowser, PageViewer } from '../support/browser.ts';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const files = [
  wheelFile({ name: 'thing', version: '1.0' }),
  wheelFile({ name: 'thing', version: '1.1', files: { 'thing.py': '1/0\n' } }),
];

test('lists runs, shows how packages fared, and each run', { skip: noBrowser }, async () => {
  await using indexed = await IndexedRig.open(files);
  const ids = [];
  for (const asked of ['thing==1.0', 'thing', 'thing==1.1']) {
    ids.unshift((await indexed.matrix(asked)).record.run.id);
  }
  const served = indexed.spawn('serve');
  await served.told(/Ctrl-C ends it/);
  const url = served.stdout().trim();
  {
    await using viewer = await PageViewer.open();
    const page = await viewer.page(url);
    assert.deepEqual(await page.locator('tbody th').allTextContents(), ids);
    assert.deepEqual(await page.locator('svg title').allTextContents(), [
      `${ids[2] ?? ''}: 100 %`,
      `${ids[1] ?? ''}: 50 %`,
      `${ids[0] ?? ''}: 0 %`,
    ]);
    assert.deepEqual(await axeFaults(page), []);
    await page.getByRole('link', { name: ids[1] ?? '' }).click();
    assert.equal(await page.locator('td.f').count(), 1);
    assert.deepEqual(
      viewer.faults.filter((fault) => !fault.startsWith('request:')),
      [],
    );
  }
  served.signal('SIGINT');
  assert.equal((await served.ended).status, 0);
});

test('a run that is not there is refused', async () => {
  await using indexed = await IndexedRig.open(files);
  const { status, stderr } = await indexed.run('serve last');
  assert.equal(status, 2);
  assert.match(stderr, /^error: Expected an earlier run, found none\n/);
});
