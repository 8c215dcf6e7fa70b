import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRecord } from '../../../src/model/parseRecord.ts';
import { reportOf, result, step } from '../report/world.ts';

const record = reportOf(
  [
    result(
      'six 1.0 3.11 numpy=1.26',
      { state: 'fail', reason: 'crashed' },
      {
        message: 'SIGSEGV',
        hint: 'look',
        packages: [{ name: 'six', version: '1.0', file: 'six-1.0.zip', sha256: 'a', built: true }],
        attempts: [
          { state: 'infra', reason: 'disk', message: 'gone', seconds: 1, steps: [step('install')] },
        ],
        notes: [{ code: 'odd', text: 'Odd', paths: ['a'] }],
        steps: [
          step('install'),
          step('custom', {
            state: 'fail',
            reason: 'crashed',
            exit_status: null,
            signal: 'SIGSEGV',
            resources: {
              cpu_seconds: 1,
              max_rss_bytes: 2,
              memory_bytes: null,
              disk_bytes: null,
            },
          }),
        ],
      },
    ),
  ],
  {},
  { exitStatus: null },
).record;

function plain(value: unknown = record): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}

/** The record with one member of its only cell replaced. */
function withCell(member: string, value: unknown): unknown {
  const given = plain();
  const [cell] = given['cells'] as Record<string, unknown>[];
  return { ...given, cells: [{ ...cell, [member]: value }] };
}

test('gives back what was written, with its members in their order', () => {
  const read = parseRecord(plain());
  assert.deepEqual(read, record);
  assert.equal(JSON.stringify(read), JSON.stringify(record));
});

/** The only cell of the record, each step in another form, those of its attempts too. */
function withSteps(change: (step: object) => object): Record<string, unknown> {
  const [cell] = plain()['cells'] as Record<string, Record<string, unknown>[]>[];
  const steps = (list: readonly object[] = []): object[] => list.map(change);
  return {
    ...cell,
    steps: steps(cell?.['steps']),
    attempts: cell?.['attempts']?.map((attempt) => ({
      ...attempt,
      steps: steps(attempt['steps'] as object[]),
    })),
  };
}

test('brings a record of version 3 up to date: nothing was opened to its cells', () => {
  const closed = { variables: [], mounts: [] };
  for (const [sandbox, network] of [
    ['bubblewrap', 'loopback'],
    ['none', 'host'],
  ] as const) {
    const { doors: _, ...run } = { ...record.run, sandbox };
    const given = { ...plain(), run, schema_version: 3 };
    assert.deepEqual(parseRecord(given).run, { ...run, doors: { network, ...closed } });
  }
});

test('brings a record of version 3 up to date: only the largest process was measured', () => {
  const cell = withSteps((one) => {
    const { resources, ...step } = one as { readonly resources: object | null };
    return { ...step, resources: resources === null ? null : { cpu_seconds: 1, max_rss_bytes: 2 } };
  });
  assert.deepEqual(
    parseRecord({ ...plain(), schema_version: 3, cells: [cell] }).cells,
    record.cells,
  );
});

test('brings a record of version 4 up to date: every cell ran', () => {
  const { reused, ...cell } = withSteps((one) => one);
  assert.equal(reused, null);
  assert.deepEqual(parseRecord({ ...plain(), schema_version: 4, cells: [cell] }), record);
});

test('brings a record of version 2 up to date: no step knew its tests', () => {
  const cell = withSteps((one) =>
    Object.fromEntries(Object.entries(one).filter(([name]) => name !== 'tests')),
  );
  delete cell['reused'];
  assert.deepEqual(parseRecord({ ...plain(), schema_version: 2, cells: [cell] }), record);
});

test('brings a record of version 1 up to date', () => {
  const cell = { ...withSteps((one) => ({ ...one, tests: null })), reused: null };
  assert.deepEqual(parseRecord({ ...plain(), schema_version: 1, cells: [cell] }), record);
});

test('leaves a record of a newer spip alone', () => {
  assert.throws(() => parseRecord({ ...plain(), schema_version: 7 }), {
    code: 'disk',
    message: 'Expected a record of version 6 or older, found `7`',
    hint: 'a newer spip wrote it: use that one',
  });
});

const faults: readonly (readonly [value: unknown, message: string])[] = [
  ['text', 'Expected an object at `$`, found `"text"`'],
  [{ ...plain(), cells: {} }, 'Expected a list at `$.cells`, found `{}`'],
  [{ ...plain(), spip: 1 }, 'Expected a string at `$.spip`, found `1`'],
  [{ ...plain(), more: 1 }, 'Expected no such member at `$.more`, found `1`'],
  [withCell('seconds', -1), 'Expected a number from 0 up at `$.cells[0].seconds`, found `-1`'],
  [withCell('hint', undefined), 'Expected a string at `$.cells[0].hint`, found nothing'],
  [
    withCell('reason', 'clean'),
    'Expected a reason of `fail` at `$.cells[0].reason`, found `"clean"`',
  ],
  [withCell('axes', { a: 1 }), 'Expected a string at `$.cells[0].axes.a`, found `1`'],
  [withCell('surprise', 1), 'Expected no such member at `$.cells[0].surprise`, found `1`'],
  [
    withCell('packages', [{ name: 'six', version: '1', file: 'x', sha256: 'a', built: 'yes' }]),
    'Expected true or false at `$.cells[0].packages[0].built`, found `"yes"`',
  ],
];
for (const [value, message] of faults) {
  test(`says where a record is not one: ${message}`, () => {
    assert.throws(() => parseRecord(value), { code: 'disk', message });
  });
}
