import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { watchStopSignals } from '../../../src/commands/watchStopSignals.ts';

test('the first Ctrl-C drains, the second kills, a third has its usual effect', () => {
  const source = new EventEmitter();
  const stop = watchStopSignals(source);
  assert.deepEqual(
    [stop.drain.aborted, stop.kill.aborted, stop.received()],
    [false, false, undefined],
  );
  source.emit('SIGINT');
  assert.deepEqual(
    [stop.drain.aborted, stop.kill.aborted, stop.received()],
    [true, false, 'SIGINT'],
  );
  source.emit('SIGINT');
  assert.deepEqual(
    [stop.drain.aborted, stop.kill.aborted, stop.received()],
    [true, true, 'SIGINT'],
  );
  assert.equal(source.listenerCount('SIGINT'), 0);
});

test('SIGTERM and SIGHUP kill at once', () => {
  for (const name of ['SIGTERM', 'SIGHUP'] as const) {
    const source = new EventEmitter();
    const stop = watchStopSignals(source);
    source.emit(name);
    assert.deepEqual([stop.drain.aborted, stop.kill.aborted, stop.received()], [true, true, name]);
  }
});

test('leaves no listener when it is released', () => {
  const source = new EventEmitter();
  watchStopSignals(source).release();
  assert.deepEqual(source.eventNames(), []);
});
