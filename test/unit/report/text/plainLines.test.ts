import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verbosity } from '../../../../src/model/verbosity.ts';
import { plainLines } from '../../../../src/report/text/plainLines.ts';
import { cell, fakePane, finishedEvent, result, startedEvent } from '../world.ts';

function stage(verbosity: Verbosity) {
  const pane = fakePane();
  let now = 0;
  const ticks = new Map<() => void, number>();
  const lines = plainLines({
    pane,
    clock: { elapsed: () => now },
    verbosity,
    every: (milliseconds, tick) => {
      ticks.set(tick, milliseconds);
      return () => void ticks.delete(tick);
    },
  });
  const tick = (seconds: number): void => {
    now += seconds;
    ticks.forEach((_, task) => task());
  };
  return { lines, pane, tick, ticks };
}

const cells = ['six 1.5', 'six 1.4', 'six 1.3', 'six 1.2', 'six 1.1', 'six 1.0'].map((name) =>
  cell(`${name} 3.11`),
);

test('every 30 seconds a line says how far the run is and what runs', () => {
  const { lines, pane, tick, ticks } = stage('normal');
  lines.on(startedEvent(cells));
  assert.deepEqual([...ticks.values()], [30_000]);
  lines.on({ kind: 'cell-started', cell: 'six==1.5@3.11' });
  lines.on({ kind: 'cell-started', cell: 'six==1.4@3.11' });
  lines.on({ kind: 'cell-phase', cell: 'six==1.5@3.11', phase: 'test' });
  lines.on({ kind: 'cell-phase', cell: 'six==1.4@3.11', phase: 'wait' });
  tick(30);
  for (const name of ['1.3', '1.2', '1.1']) {
    lines.on(finishedEvent(result(`six ${name} 3.11`)));
  }
  tick(30);
  lines.on({ kind: 'draining', running: 2 });
  tick(30);
  lines.on({ kind: 'run-finished', seconds: 90, exit_status: 1 });
  assert.equal(ticks.size, 0);
  assert.deepEqual(
    pane.writes.filter((line) => line.startsWith('...')),
    [
      '... 0 of 6 cells after 30.0 s, 1 running, 1 waiting: six 1.5 on 3.11 testing 30.0 s, six 1.4 on 3.11 waiting 30.0 s\n',
      '... 3 of 6 cells after 1 min 00 s, 1 running, 1 waiting, about 1 min 00 s left: six 1.5 on 3.11 testing 1 min 00 s, six 1.4 on 3.11 waiting 1 min 00 s\n',
      '... 3 of 6 cells after 1 min 30 s, stopping, about 1 min 30 s left: six 1.5 on 3.11 testing 1 min 30 s, six 1.4 on 3.11 waiting 1 min 30 s\n',
    ],
  );
});

test('there is word also before the run has begun', () => {
  const { pane, tick } = stage('normal');
  tick(30);
  assert.deepEqual(pane.writes, ['... asks for releases and Pythons, 30.0 s so far\n']);
});

test('many are counted, and with -q nothing is said', () => {
  const { lines, pane, tick } = stage('normal');
  const quiet = stage('quiet');
  for (const reporter of [lines, quiet.lines]) {
    reporter.on(startedEvent(cells));
    cells.forEach(({ id }) => reporter.on({ kind: 'cell-started', cell: id }));
  }
  tick(30);
  quiet.tick(30);
  assert.match(
    pane.writes.join(''),
    /6 running: (?:six 1\.\d on 3\.11 resolving 30\.0 s, ){4}and 2 more\n$/,
  );
  assert.deepEqual(quiet.pane.writes, []);
});
