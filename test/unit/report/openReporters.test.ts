import assert from 'node:assert/strict';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseEvent } from '../../support/parseEvent.ts';
import type { Verbosity } from '../../../src/model/verbosity.ts';
import { noStandard } from '../../../src/report/exitStatus.ts';
import type { RunRecord } from '../../../src/model/record.ts';
import type { RunEvent } from '../../../src/model/runEvent.ts';
import { joinReporters, openReporters } from '../../../src/report/openReporters.ts';
import { recordWriter } from '../../../src/report/json/recordWriter.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { fakePane, finishedEvent, result, startedEvent } from './world.ts';

const results = [
  result('colorama 0.4.6 3.11'),
  result(
    'six 1.17.0 3.11',
    { state: 'fail', reason: 'tests-failed' },
    { message: '\n2 tests failed\nmore' },
  ),
];

const never = new AbortController().signal;

async function report(
  folder: string,
  options: {
    readonly json?: string;
    readonly events?: boolean;
    readonly ci?: boolean;
    readonly env?: Readonly<Record<string, string>>;
    readonly verbosity?: Verbosity;
  },
): Promise<{ readonly out: string; readonly err: string }> {
  const [out, err] = [fakePane(), fakePane()];
  const reporters = openReporters(
    {
      screen: { out, err, flush: () => Promise.resolve() },
      clock: { now: () => new Date(0), elapsed: () => 0 },
      cwd: folder,
      env: options.env ?? {},
      stop: { drain: never, kill: never, received: () => undefined },
    },
    {
      files: options.json === undefined ? {} : { json: options.json },
      maxBytes: 1_000_000,
      standard: noStandard,
      page: { open: false, stay: false },
      ci: options.ci ?? true,
      events: options.events === true,
      verbosity: options.verbosity ?? 'normal',
    },
  );
  const events: readonly RunEvent[] = [
    startedEvent(results, [], { folder: await mkdtemp(join(folder, 'run-')) }),
    { kind: 'cell-started', cell: 'colorama==0.4.6@3.11' },
    { kind: 'warning', text: 'Odd' },
    { kind: 'debug', text: 'behind it' },
    ...results.map(finishedEvent),
    { kind: 'run-finished', seconds: 1, exit_status: 1 },
  ];
  for (const event of events) {
    reporters.emit(event);
  }
  await reporters.close();
  return { out: out.writes.join(''), err: err.writes.join('') };
}

test('prints a line per finished cell beside the result', async (t) => {
  const { out, err } = await report(await temporaryFolder(t), {});
  assert.equal(
    err,
    'warning: Odd\n' +
      '✓ colorama 0.4.6 on 3.11  pass  0.41 s\n' +
      '✗ six 1.17.0 on 3.11      tests-failed  0.41 s  2 tests failed\n',
  );
  assert.match(out, /^\ncolorama {2}1 of 9 releases\nsix {2}1 of 9 releases\n/);
  assert.match(out, /^2 cells: 1 pass, 1 fail in 1\.00 s/m);
});

test('prints more with -v, and nothing but the result with -q', async (t) => {
  const folder = await temporaryFolder(t);
  assert.match((await report(folder, { verbosity: 'verbose' })).err, /^debug: behind it$/m);
  const quiet = await report(folder, { verbosity: 'quiet' });
  assert.equal(quiet.err, '');
  assert.match(quiet.out, /^2 cells: /m);
});

test('leaves standard output to the record with --json -', async (t) => {
  const { out, err } = await report(await temporaryFolder(t), { json: '-' });
  assert.equal((JSON.parse(out) as { spip: string }).spip, '0.1.0');
  assert.match(err, /^2 cells: /m);
});

test('leaves standard output to the events with --events, and what goes on behind them to -v', async (t) => {
  const folder = await temporaryFolder(t);
  const kinds = (out: string): readonly string[] =>
    out
      .trimEnd()
      .split('\n')
      .map((line) => parseEvent(line).event.kind);
  const { out, err } = await report(folder, { events: true });
  assert.deepEqual(kinds(out), [
    'run-started',
    'cell-started',
    'warning',
    'cell-finished',
    'cell-finished',
    'run-finished',
  ]);
  assert.match(err, /^2 cells: /m);
  const verbose = await report(folder, { events: true, verbosity: 'verbose' });
  assert.ok(kinds(verbose.out).includes('debug'));
});

test('GitHub Actions gets annotations beside the result, unless standard output is taken', async (t) => {
  const folder = await temporaryFolder(t);
  const env = { GITHUB_ACTIONS: 'true' };
  const annotation = /^::error title=six%3A tests-failed::six 1\.17\.0 on 3\.11: 2 tests failed$/m;
  assert.match((await report(folder, { env })).out, annotation);
  const taken = await report(folder, { env, json: '-' });
  assert.doesNotMatch(taken.out, annotation);
  assert.match(taken.err, annotation);
  assert.doesNotMatch((await report(folder, { env, ci: false })).out, annotation);
  assert.doesNotMatch((await report(folder, {})).out, annotation);
});

test('one broken reporter does not stop the others, but fails the run', async () => {
  const seen: string[] = [];
  const broken = new Error('broken');
  const { emit, close } = joinReporters([
    {
      on: () => {
        throw broken;
      },
      close: async () => Promise.resolve(),
    },
    { on: ({ kind }) => void seen.push(kind), close: async () => void seen.push('closed') },
  ]);
  emit({ kind: 'debug', text: '' });
  emit({ kind: 'draining', running: 1 });
  await assert.rejects(close(), broken);
  assert.deepEqual(seen, ['debug', 'draining', 'closed']);
});

test('a record that cannot be kept with the run costs neither the result nor --json', async (t) => {
  const cwd = await temporaryFolder(t);
  const notAFolder = join(cwd, 'file');
  await writeFile(notAFolder, '');
  const writer = recordWriter({
    files: { json: 'asked.json' },
    maxBytes: 1_000_000,
    standard: noStandard,
    cwd,
    out: fakePane(),
  });
  writer.on(startedEvent(results, [], { folder: notAFolder }));
  results.forEach((one) => writer.on(finishedEvent(one)));
  writer.on({ kind: 'run-finished', seconds: 1, exit_status: 1 });
  await assert.rejects(writer.close(), { code: 'disk' });
  const text = await readFile(join(cwd, 'asked.json'), 'utf8');
  const { run: told } = JSON.parse(text) as RunRecord;
  assert.equal(told.exit_status, 3);
});
