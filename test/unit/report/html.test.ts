import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { causesOf } from '../../../src/report/causes.ts';
import { collectData } from '../../../src/report/html/collectData.ts';
import { htmlPage } from '../../../src/report/html/page.ts';
import type { PackedData } from '../../../src/report/html/packData.ts';
import { packData, unpackData } from '../../../src/report/html/packData.ts';
import type { PageData } from '../../../src/report/html/pageData.ts';
import type { RunReport } from '../../../src/report/runReport.ts';
import { outcomeOf } from '../../../src/report/symbols.ts';
import { everyVerdict, hostileRun, hostileTexts, verdicts } from './hostileRun.ts';
import { reportOf, result, step } from './world.ts';

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

test('10,000 cells of which none is like another are less than 1 MiB', () => {
  const page = htmlPage(largeRun(10_000), { logs: new Map(), script: ' '.repeat(20_000) });
  assert.ok(Buffer.byteLength(page) < 2 ** 20, `${Buffer.byteLength(page)} bytes`);
});

test('endless messages are shortened, each and all of them', () => {
  const message = (index: number): string => `${index} ${'x'.repeat(30_000)}`;
  const cells = Array.from({ length: 400 }, (_, index) =>
    result(`webob 1.${index} 3.13`, failed, { message: message(index) }),
  );
  const { texts } = dataOf(htmlPage(reportOf(cells, {}), { logs: new Map(), script }));
  assert.equal(texts[0], `${message(0).slice(0, 20_000)}\n...`);
  assert.equal(texts.at(-1), `${message(399).slice(0, 300)}\n...`);
});

test('what travels packed arrives as it was', () => {
  const odd = step('own', { log: 'elsewhere/c1.log', seconds: 61.25, signal: 'SIGSEGV' });
  const steps = [step('install'), step('import', { log: 'logs/c1.import.log' }), odd];
  const cells = [
    result('webob 1.0 3.13', failed, { message: 'no', hint: 'try', steps, seconds: 0.5 }),
    result('webob 1.0 3.12'),
    // One that has no neighbour on 3.12.
    result('webob 0.9 3.13', undefined, { environment: null, notes: [note], attempts: [attempt] }),
    result('six 1.0 3.13 x=1', undefined, { steps: steps.slice(0, 2) }),
  ];
  const { causes, logs } = {
    causes: causesOf(cells),
    logs: new Map([[cells[0]?.id ?? '', 'log']]),
  };
  const data = collectData(reportOf(cells, {}), {
    causes,
    logs,
    pending: new Set([cells[3]?.id ?? '']),
  });
  const packed = JSON.parse(JSON.stringify(packData(data))) as PackedData;
  assert.deepEqual(
    JSON.parse(JSON.stringify(unpackData(packed))),
    JSON.parse(JSON.stringify(data)),
  );
});

const failed = { state: 'fail', reason: 'tests-failed' } as const;
const note = { code: 'odd', text: 'a note', paths: ['a/b'] };
const attempt = { ...failed, message: 'first', seconds: 1, steps: [] } as const;

/** Ten packages on ten Pythons: every cell with an environment and times of its own, each fourth with a message of its own. */
function largeRun(count: number): RunReport {
  const cells = Array.from({ length: count }, (_, index) => {
    const [release, python] = [Math.floor(index / 10), index % 10];
    const digest = createHash('sha256').update(String(index)).digest('hex');
    const number = Number.parseInt(digest.slice(0, 6), 16);
    const name = `package-${Math.floor(release / 100)}`;
    const packages = Array.from({ length: 12 }, (__, place) => {
      const version = `${place}.${Math.floor(release / (place + 5))}.0`;
      const file = `helper_${place}-${version}-py3-none-any.whl`;
      return { name: `helper-${place}`, version, file, sha256: digest, built: false };
    });
    const isBad = index % 4 === 0;
    return result(
      `${name} 1.${release % 100} 3.${5 + python}`,
      isBad ? verdicts[number % verdicts.length] : undefined,
      {
        message: isBad ? `Failed: ${digest.slice(10, 40)}\n  line ${number}` : '',
        environment: digest.slice(0, 40),
        seconds: (number % 60_000) / 1000,
        packages,
        steps: ['import', 'custom'].map((one, place) =>
          step(one as 'import', {
            seconds: ((number >> place) % 30_000) / 1000,
            log: `logs/c${index.toString(36)}.${one}.log`,
          }),
        ),
      },
    );
  });
  return reportOf(cells, {});
}

function dataOf(page: string): PageData {
  const [, packed = ''] = /id=data>([^<]*)</.exec(page) ?? [];
  return unpackData(
    JSON.parse(inflateSync(Buffer.from(packed, 'base64')).toString()) as PackedData,
  );
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
