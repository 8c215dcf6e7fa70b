import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { onSuspension } from '../../../../src/report/live/suspension.ts';

test('what is to be done before a stop is done before it, and the rest when the process goes on', () => {
  const calls: string[] = [];
  const source = Object.assign(new EventEmitter(), {
    pid: 7,
    kill: (pid: number, signal: string) => void calls.push(`${signal} to ${pid}`),
  });
  const end = onSuspension(source, {
    before: () => void calls.push('before'),
    after: () => void calls.push('after'),
  });
  source.emit('SIGTSTP');
  source.emit('SIGCONT');
  assert.deepEqual(calls, ['before', 'SIGSTOP to 7', 'after']);
  end();
  assert.equal(source.listenerCount('SIGTSTP') + source.listenerCount('SIGCONT'), 0);
});
