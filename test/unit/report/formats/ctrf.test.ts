import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ctrfText } from '../../../../src/report/formats/ctrf.ts';
import type { Schema } from '../../../support/validateSchema.ts';
import { validateSchema } from '../../../support/validateSchema.ts';
import { everyVerdict, hostileRun, hostileTexts } from '../hostileRun.ts';
import { reportOf, result } from '../world.ts';

const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };
const status: Schema = { enum: ['passed', 'failed', 'skipped', 'pending', 'other'] };

/** What CTRF 1.0 says of the members that spip writes: any other is refused. */
const schema: Schema = members({
  reportFormat: { const: 'CTRF' },
  specVersion: { type: 'string', pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$' },
  timestamp: text,
  generatedBy: text,
  results: members({
    tool: members({ name: { type: 'string', minLength: 1 }, version: text }),
    summary: members(
      Object.fromEntries(
        'tests passed failed skipped pending other flaky suites start stop duration'
          .split(' ')
          .map((name) => [name, whole]),
      ),
    ),
    tests: {
      type: 'array',
      items: members(
        {
          name: { type: 'string', minLength: 1 },
          status,
          duration: whole,
          suite: { type: 'array', items: text },
          rawStatus: text,
          message: text,
          tags: { type: 'array', items: text },
          flaky: { type: 'boolean' },
          retries: whole,
          retryAttempts: {
            type: 'array',
            items: members({
              attempt: { type: 'integer', minimum: 1 },
              status,
              duration: whole,
              message: text,
            }),
          },
          parameters: { type: 'object' },
          steps: { type: 'array', items: members({ name: text, status }) },
          extra: { type: 'object' },
        },
        ['name', 'status', 'duration'],
      ),
    },
    environment: members({ osPlatform: text, extra: { type: 'object' } }),
  }),
});

function members(
  properties: Readonly<Record<string, Schema>>,
  required = Object.keys(properties),
): Schema {
  return { type: 'object', required, properties, additionalProperties: false };
}

interface Report {
  readonly results: {
    readonly summary: Readonly<Record<string, number>>;
    readonly tests: readonly Readonly<Record<string, unknown>>[];
  };
}

test('keeps to the schema, with every verdict and with text of any kind', () => {
  for (const report of [everyVerdict(), hostileRun(), reportOf([], {})]) {
    const { results } = JSON.parse(ctrfText(report)) as Report;
    assert.deepEqual(validateSchema(JSON.parse(ctrfText(report)), schema), []);
    const { passed = 0, failed = 0, skipped = 0, tests } = results.summary;
    assert.equal(passed + failed + skipped, tests);
    assert.deepEqual(
      results.tests.map(({ rawStatus }) => rawStatus),
      report.record.cells.map(({ state }) => state),
    );
  }
  const controls = JSON.parse(ctrfText(hostileRun())) as Report;
  const index = hostileTexts.findIndex((hostile) => hostile.startsWith('\u001B'));
  assert.equal(
    controls.results.tests[index]?.['message'],
    '\\x1b[2J\\x1b]0;title\\x07\\x9b31m\\x00\\x08',
  );
});

test('what passed in the end is flaky', () => {
  const attempts = [
    { state: 'fail', reason: 'tests-failed', message: 'odd', seconds: 1.5, steps: [] },
  ] as const;
  const report = reportOf([result('webob 1.0 3.13', undefined, { attempts })], {});
  const { results } = JSON.parse(ctrfText(report)) as Report;
  assert.equal(results.summary['flaky'], 1);
  assert.deepEqual(results.tests[0]?.['retryAttempts'], [
    { attempt: 1, status: 'failed', duration: 1500, message: 'odd' },
  ]);
});

test('endless messages are shortened, each and all of them', () => {
  const cells = Array.from({ length: 2000 }, (_, index) =>
    result(
      `webob 1.${index} 3.13`,
      { state: 'fail', reason: 'tests-failed' },
      { message: `${index} ${'x'.repeat(30_000)}` },
    ),
  );
  const text = ctrfText(reportOf(cells, {}));
  assert.ok(text.length < 24_000_000, `${text.length} characters`);
  const { results } = JSON.parse(text) as Report;
  const lengths = results.tests.map(({ message }) => String(message).length);
  assert.deepEqual([lengths[0], lengths.at(-1)], [20_004, 304]);
});
