import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { StopControl } from '../../../src/schedule/stopControl.ts';
import { watchInterrupts } from '../../../src/schedule/watchInterrupts.ts';

function world(): { emitter: EventEmitter; stop: StopControl; modes: string[] } {
  const stop = new StopControl();
  const modes: string[] = [];
  stop.onChange(() => modes.push(stop.mode));
  return { emitter: new EventEmitter(), stop, modes };
}

test('the first Ctrl-C drains, the second ends what runs', () => {
  const { emitter, stop, modes } = world();
  using watch = watchInterrupts(stop, emitter);
  assert.equal(watch.signal, undefined);
  emitter.emit('SIGINT');
  assert.deepEqual(modes, ['drain']);
  emitter.emit('SIGINT');
  emitter.emit('SIGINT');
  assert.deepEqual(modes, ['drain', 'abort']);
  assert.equal(watch.signal, 'SIGINT');
  assert.equal(stop.reason, 'interrupted');
});

test('SIGTERM ends what runs at once; the first signal decides the exit status', () => {
  const { emitter, stop, modes } = world();
  using watch = watchInterrupts(stop, emitter);
  emitter.emit('SIGTERM');
  emitter.emit('SIGINT');
  assert.deepEqual(modes, ['abort']);
  assert.equal(watch.signal, 'SIGTERM');
});

test('an interrupt after fail-fast still counts as one, and the first reason stays', () => {
  const { emitter, stop, modes } = world();
  using watch = watchInterrupts(stop, emitter);
  stop.drain('fail-fast');
  emitter.emit('SIGINT');
  assert.equal(watch.signal, 'SIGINT');
  assert.equal(stop.reason, 'fail-fast');
  assert.deepEqual(modes, ['drain']);
});

test('afterwards nothing listens', () => {
  const { emitter, stop } = world();
  watchInterrupts(stop, emitter)[Symbol.dispose]();
  assert.equal(emitter.listenerCount('SIGINT') + emitter.listenerCount('SIGTERM'), 0);
});
