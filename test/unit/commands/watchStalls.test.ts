import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { watchStalls } from '../../../src/commands/watchStalls.ts';

test('all who listen are told of each stall, and only where nobody does the command is lost', () => {
  const source = new EventEmitter();
  const told: string[] = [];
  const stalls = watchStalls(source, () => told.push('lost'));
  const ends = ['a', 'b'].map((name) => stalls.onStall(() => told.push(name)));
  source.emit('beforeExit');
  assert.deepEqual(told.splice(0), ['a', 'b']);
  ends[0]?.();
  source.emit('beforeExit');
  assert.deepEqual(told.splice(0), ['b']);
  ends[1]?.();
  source.emit('beforeExit');
  source.emit('beforeExit');
  assert.deepEqual(told.splice(0), ['lost']);
});

test('leaves no listener when it is released', () => {
  const source = new EventEmitter();
  watchStalls(source, () => undefined).release();
  assert.deepEqual(source.eventNames(), []);
});
