import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StepUsage } from '../../../../src/testrun/driver/stepUsage.ts';

const nothing = { memoryBytes: undefined, cpuSeconds: undefined, diskBytes: undefined };

test('each step is begun with its first child and ended with its last, once', () => {
  const told: string[] = [];
  const usage = new StepUsage(
    {
      begin: () => void told.push('begin'),
      end: () => {
        told.push('end');
        return { use: nothing, exceeded: 'processes' };
      },
    },
    [2, 1, 1],
  );
  const follow = (started: number, ended: number): void => {
    const startedAt = Array.from({ length: started }, () => 0);
    usage.follow({ startedAt, ends: Array.from({ length: ended }, () => never()) });
  };
  follow(0, 0);
  follow(1, 0);
  follow(1, 1);
  follow(2, 1);
  assert.deepEqual(told, ['begin']);
  follow(2, 2);
  follow(2, 2);
  assert.deepEqual(told, ['begin', 'end']);
  follow(3, 2);
  usage.finish();
  usage.finish();
  assert.deepEqual(told, ['begin', 'end', 'begin', 'end']);
  assert.deepEqual(usage.of(1), { use: nothing, exceeded: 'processes' });
  assert.equal(usage.of(2), undefined);
});

function never() {
  return {
    exitStatus: 0,
    signal: undefined,
    expired: false,
    seconds: 0,
    cpuSeconds: 0,
    maxRssBytes: 0,
    said: '',
  };
}
