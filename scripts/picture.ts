// Makes the picture in the README: a real run on the configured index, its page, and a browser's picture of it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [, , picture = 'docs/page.png', ...asked] = process.argv;
const run =
  asked.length > 0 ? asked : ['webob', '--versions', '>=1.7', '--limit', '14', '--python', '>=3.8'];
const folder = mkdtempSync(join(tmpdir(), 'spip-picture-'));
try {
  const page = join(folder, 'page.html');
  const cli = join(import.meta.dirname, '../bin/spip.js');
  const { status, stderr } = spawnSync(
    process.execPath,
    [cli, 'matrix', ...run, '--html', page, '--data-dir', join(folder, 'data')],
    { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  if (status !== 0 && status !== 1) {
    throw new Error(`Failed to run \`spip matrix\` (status ${String(status)}): ${stderr}`);
  }
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const tab = await browser.newPage({ viewport: { width: 1350, height: 800 } });
  await tab.goto(pathToFileURL(page).href);
  await tab.locator('td.f').first().click();
  await tab.locator('#panel h2').waitFor();
  // Past what is of this machine alone.
  await tab.evaluate(
    `document.querySelector('#panel').scrollTop = document.querySelector('#panel dl').offsetTop + document.querySelector('#panel dl').offsetHeight - 60`,
  );
  await tab.screenshot({ path: picture });
  await browser.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
