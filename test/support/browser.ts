import { existsSync } from 'node:fs';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

const executable = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path));

/** Why tests of pages are skipped; `false` where there is a browser. */
export const noBrowser = executable === undefined ? 'no Chromium here' : false;

/** A browser with a page that needs nothing from anywhere: every message, error and request of it is kept. */
export class PageViewer implements AsyncDisposable {
  readonly #browser: Browser;
  /** What should not have been. */
  readonly faults: string[] = [];

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async open(): Promise<PageViewer> {
    // As root Chromium has no sandbox; what it shows is what the test made.
    const browser = await chromium.launch({
      executablePath: executable ?? '',
      args: ['--no-sandbox'],
    });
    return new PageViewer(browser);
  }

  async page(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext(options);
    // A watchdog, not a measure: machines that run tests are busy.
    context.setDefaultTimeout(180_000);
    const page = await context.newPage();
    page.on('console', (message) => this.faults.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => this.faults.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== url.split('#')[0]) {
        this.faults.push(`request: ${request.url()}`);
      }
    });
    await page.goto(url);
    // The page of a run answers once its data is unpacked.
    if (options.javaScriptEnabled !== false && (await page.locator('#tools').count()) > 0) {
      await page.locator('form#tools').waitFor();
    }
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/** What axe finds, one line per rule and place. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate('axe.run()');
  const { violations } = found as {
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly html: string }[];
    }[];
  };
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
