import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { coresPerSlot, countSlots } from '../../../src/schedule/countSlots.ts';

function slots(parallelism: number, files: Readonly<Record<string, string>>): number {
  return countSlots({ parallelism, readFile: (path) => files[path] });
}

test('without a quota: what the machine offers', () => {
  assert.equal(slots(8, {}), 8);
  assert.equal(
    slots(8, { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' }),
    8,
  );
  assert.equal(
    slots(2, { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '400000 100000\n' }),
    2,
  );
});

test('version 2: the smallest quota from the group up to the root holds, rounded down, at least 1', () => {
  const files = {
    '/proc/self/cgroup': '0::/a/b\n',
    '/sys/fs/cgroup/a/cpu.max': '350000 100000\n',
    '/sys/fs/cgroup/a/b/cpu.max': 'max 100000\n',
  };
  assert.equal(slots(8, files), 3);
  assert.equal(slots(8, { ...files, '/sys/fs/cgroup/a/b/cpu.max': '20000 100000\n' }), 1);
});

test('version 1: quota and period in two files, also where the controllers share a folder', () => {
  const files = {
    '/proc/self/cgroup': '12:pids:/x\n4:cpu,cpuacct:/docker/1\n0::/\n',
    '/sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.cfs_quota_us': '250000\n',
    '/sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
  };
  assert.equal(slots(8, files), 2);
  // In a container the group's own path is not there, only the root.
  const container = {
    '/proc/self/cgroup': '4:cpu:/docker/1\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '400000\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
  };
  assert.equal(slots(8, container), 4);
});

test('the cores of the quota are shared out, and each slot has one at least', () => {
  const readFile = (path: string): string | undefined =>
    ({
      '/proc/self/cgroup': '4:cpu:/\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '600000\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    })[path];
  const cores = (slots: number): number => coresPerSlot(slots, { parallelism: 16, readFile });
  assert.deepEqual([1, 2, 4, 6, 12].map(cores), [6, 3, 1, 1, 1]);
});

test('this machine has at least one slot and no more than Node offers', () => {
  assert.ok(countSlots() >= 1);
  assert.ok(countSlots() <= availableParallelism());
});
