import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DriverReport } from '../../../src/testrun/driver/driverReport.ts';

const ended = {
  event: 'ended',
  exit: 0,
  signal: null,
  expired: false,
  seconds: 0.5,
  cpu: 0.25,
  rss: 4096,
  said: '',
};

function reportOf(...lines: readonly object[]): DriverReport {
  const report = new DriverReport();
  lines.forEach((line) => report.take(JSON.stringify(line), 0));
  return report;
}

test('the end of a child, by its status or its signal', () => {
  const report = reportOf(ended, { ...ended, exit: null, signal: 11 });
  report.expectWellFormed();
  assert.deepEqual(
    report.ends.map(({ exitStatus, signal }) => [exitStatus, signal]),
    [
      [0, undefined],
      [undefined, 'SIGSEGV'],
    ],
  );
});

test('an end that no process can have is no end', () => {
  for (const odd of [
    { exit: null },
    { exit: '0' },
    { exit: 256 },
    { signal: 9 },
    { seconds: -1 },
    { rss: null },
    { expired: 'no' },
    { said: 1 },
  ]) {
    const report = reportOf({ ...ended, ...odd });
    assert.deepEqual(report.ends, []);
    assert.throws(() => report.expectWellFormed(), { code: 'internal' });
  }
});

test('what it would not write is shown on one line', () => {
  const report = new DriverReport();
  report.take('\u001b[31m one\r\u202e two', 0);
  assert.throws(() => report.expectWellFormed(), {
    message: "Expected a report of the cell's processes, found `one two`",
  });
});

test('behind what it would not write nothing counts', () => {
  const report = reportOf(ended, { event: 'odd' }, { event: 'started' }, ended, { event: 'done' });
  assert.deepEqual([report.ends.length, report.startedAt.length, report.done], [1, 0, false]);
  assert.throws(() => report.expectWellFormed(), { code: 'internal' });
});
