import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { htmlPage } from '../../../src/report/html/page.ts';
import type { PageData } from '../../../src/report/html/pageData.ts';
import { outcomeOf } from '../../../src/report/symbols.ts';
import { everyVerdict, hostileRun, hostileTexts, verdicts } from './hostileRun.ts';

const script = 'start()';

test('the policy names what the page runs and how it looks, and nothing else', () => {
  const page = htmlPage(everyVerdict(), { logs: new Map(), script });
  const [, policy = ''] = /Content-Security-Policy content="([^"]*)"/.exec(page) ?? [];
  const [, style = ''] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
  assert.deepEqual(policy.split('; '), [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

test('text from outside makes no element and no attribute', () => {
  const log = hostileTexts.join('\n');
  const report = hostileRun();
  const logs = new Map(report.record.cells.map(({ id }) => [id, log]));
  const names = new Map<string, Set<string>>();
  const parser = new Parser({
    onopentag: (name, attributes) => {
      const known = names.get(name) ?? new Set();
      Object.keys(attributes).forEach((attribute) => known.add(attribute));
      names.set(name, known);
    },
  });
  const page = htmlPage(report, { logs, script });
  parser.end(page);
  for (const name of ['img', 'failure', 'a b', 'iframe', 'form']) {
    assert.ok(!names.has(name), name);
  }
  for (const [name, attributes] of names) {
    assert.deepEqual(
      [...attributes].filter((attribute) => attribute.startsWith('on') || attribute === 'style'),
      [],
      name,
    );
  }
  const data = dataOf(page);
  assert.ok(data.texts.includes(hostileTexts[0] ?? ''));
  assert.equal(data.causes.length, hostileTexts.length);
});

test('the data has each cell with its verdict and its place in a table', () => {
  const {
    cells,
    verdicts: known,
    tables,
  } = dataOf(htmlPage(everyVerdict(), { logs: new Map(), script }));
  assert.deepEqual(
    cells.map(({ v }) => [known[v]?.state, known[v]?.reason]),
    verdicts.map((verdict) => [outcomeOf(verdict), verdict.reason]),
  );
  assert.deepEqual(
    tables[0]?.rows.map(([version, places]) => [version, places[0]]),
    verdicts.map((_, index) => [`1.${index}`, index]),
  );
});

function dataOf(page: string): PageData {
  const [, packed = ''] = /id=data>([^<]*)</.exec(page) ?? [];
  return JSON.parse(inflateSync(Buffer.from(packed, 'base64')).toString()) as PageData;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
