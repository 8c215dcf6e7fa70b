// The page of a run in a browser: what people see, what keys do, and that nothing in it comes alive.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { writePage } from '../../src/report/html/writePage.ts';
import type { RunReport } from '../../src/report/runReport.ts';
import { axeFaults, noBrowser, PageViewer } from '../support/browser.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { everyVerdict, hostileRun, hostileTexts } from '../unit/report/hostileRun.ts';
import { reportOf, result } from '../unit/report/world.ts';

async function urlOf(t: TestContext, report: RunReport): Promise<string> {
  const path = join(await temporaryFolder(t), 'run.html');
  await writeFile(path, await writePage(report));
  return pathToFileURL(path).href;
}

const failed = { state: 'fail', reason: 'tests-failed' } as const;

function twoPackages(): RunReport {
  const pythons = ['3.11', '3.12', '3.13'];
  const helper = (version: string): Parameters<typeof result>[2] => ({
    packages: [{ name: 'helper', version, file: 'h.whl', sha256: version, built: false }],
  });
  return reportOf(
    [
      ...pythons.map((python) => result(`webob 1.8 ${python}`, undefined, helper('1.0'))),
      result('webob 1.7 3.11', undefined, helper('1.0')),
      result('webob 1.7 3.12', failed, { message: 'assert 1 == 2', ...helper('2.0') }),
      result('webob 1.7 3.13', failed, { message: 'no cgi here' }),
      ...pythons.map((python) => result(`six 1.0 ${python}`)),
    ],
    { webob: 2, six: 1 },
    { exitStatus: 1 },
  );
}

test('axe finds nothing, light and dark, with panel and help', { skip: noBrowser }, async (t) => {
  await using viewer = await PageViewer.open();
  const url = await urlOf(t, everyVerdict());
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await viewer.page(url, { colorScheme });
    assert.deepEqual(await axeFaults(page), [], colorScheme);
    await page.locator('td.b').first().click();
    assert.deepEqual(await axeFaults(page), [], `${colorScheme}, panel`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    assert.deepEqual(await axeFaults(page), [], `${colorScheme}, help`);
  }
  assert.deepEqual(viewer.faults, []);
});

test('text from outside stays text', { skip: noBrowser }, async (t) => {
  await using viewer = await PageViewer.open();
  const page = await viewer.page(await urlOf(t, hostileRun()));
  assert.equal(await page.locator('td.f').count(), hostileTexts.length);
  for (const cell of await page.locator('td.f').all()) {
    await cell.dispatchEvent('click');
    await page.locator('#panel h2').waitFor();
    await page.keyboard.press('Escape');
  }
  await page.locator('td.f').first().dispatchEvent('click');
  await page.locator('#panel h2').waitFor();
  assert.match(
    (await page.locator('#panel pre').first().textContent()) ?? '',
    /^<\/script><img src=x/,
  );
  assert.equal(await page.locator('img, b b, a[href^=http], form form').count(), 0);
  assert.equal(await page.locator('script').count(), 2);
  assert.deepEqual(viewer.faults, []);
});

test('every action is reached by keyboard', { skip: noBrowser }, async (t) => {
  await using viewer = await PageViewer.open();
  const page = await viewer.page(await urlOf(t, twoPackages()));
  const focused = (): Promise<string> =>
    page.evaluate(
      '`${document.activeElement.closest("tr")?.cells[0].textContent} ${document.activeElement.textContent.slice(0, 40)}`',
    );
  await page.locator('.wide').first().focus();
  await page.keyboard.press('Tab');
  assert.equal(await focused(), '1.8 pass');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(), '1.7 tests-failed');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#panel h2').textContent(), 'webob==1.7@3.12');
  assert.equal(new URL(page.url()).hash, '#cell=webob%3D%3D1.7%403.12');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#panel').isVisible(), false);
  assert.equal(await focused(), '1.7 tests-failed');
  // Over the end of a table into the next.
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(), '1.0 pass');
  await page.keyboard.press('/');
  await page.keyboard.type('cgi');
  assert.deepEqual(await shown(page), ['1.7: tests-failed']);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal((await shown(page)).length, 9);
  await page.keyboard.press('?');
  assert.equal(await page.locator('#help').isVisible(), true);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#help').isVisible(), false);
  assert.deepEqual(viewer.faults, []);
});

test('cells, causes and filters have addresses', { skip: noBrowser }, async (t) => {
  await using viewer = await PageViewer.open();
  const url = await urlOf(t, twoPackages());
  const page = await viewer.page(`${url}#state=fail&python=3.13`);
  assert.deepEqual(await shown(page), ['1.7: tests-failed']);
  assert.equal(await page.locator('output').textContent(), '1 of 9 cells');
  await page.getByRole('checkbox', { name: 'fail' }).uncheck();
  assert.equal(new URL(page.url()).hash, '#python=3.13');
  await page.goBack();
  assert.deepEqual(await shown(page), ['1.7: tests-failed']);
  const cell = await viewer.page(`${url}#cell=webob==1.7@3.12`);
  const panel = cell.locator('#panel');
  assert.match(
    (await panel.textContent()) ?? '',
    /assert 1 == 2.*spip matrix webob==1\.7 --python 3\.12/s,
  );
  // The neighbour that passed, and what differs there.
  assert.match((await panel.textContent()) ?? '', /Differences to .*helper1\.02\.0/s);
  await panel.getByText('all cells with this cause').click();
  assert.equal(await panel.isVisible(), false);
  assert.equal(await cell.locator('#group-0').getAttribute('open'), '');
  assert.deepEqual(viewer.faults, []);
});

test('is read without a script', { skip: noBrowser }, async (t) => {
  await using viewer = await PageViewer.open();
  const page = await viewer.page(await urlOf(t, twoPackages()), { javaScriptEnabled: false });
  assert.equal(await page.getByRole('cell', { name: 'tests-failed' }).count(), 2);
  assert.equal(await page.getByRole('rowheader', { name: '1.8' }).count(), 1);
  assert.equal(await page.getByText('no cgi here').isVisible(), true);
});

test(
  'a large run is shown in parts, and filters look at all of it',
  { skip: noBrowser },
  async (t) => {
    await using viewer = await PageViewer.open();
    // 2,010 releases on ten Pythons.
    const cells = Array.from({ length: 20_100 }, (_, index) =>
      result(
        `webob 1.${Math.floor(index / 10)} 3.${5 + (index % 10)}`,
        index === 20_055 ? failed : undefined,
      ),
    );
    const url = await urlOf(t, reportOf(cells, { webob: 2010 }));
    const page = await viewer.page(url);
    assert.equal(await page.locator('tbody tr').count(), 2000);
    assert.equal(await page.locator('nav span').textContent(), 'Part 1 of 2');
    await page.getByRole('button', { name: 'Next' }).click();
    assert.equal(await page.locator('tbody tr').count(), 10);
    await page.getByRole('checkbox', { name: 'fail' }).check();
    assert.deepEqual(await shown(page), ['1.2005: tests-failed']);
    const cell = await viewer.page(`${url}#cell=webob==1.2005@3.10`);
    assert.equal(await cell.locator('#panel h2').textContent(), 'webob==1.2005@3.10');
    assert.deepEqual(viewer.faults, []);
  },
);

/** The cells that are to be seen, with their releases. */
async function shown(page: Awaited<ReturnType<PageViewer['page']>>): Promise<readonly string[]> {
  const seen = await page.evaluate(`
    [...document.querySelectorAll('#tables td[class]:not(.out)')]
      .filter((cell) => cell.closest('[hidden]') === null)
      .map((cell) => cell.parentElement.cells[0].textContent + ': ' + cell.textContent)`);
  return seen as readonly string[];
}
