import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openControlGroups } from '../../../../src/process/usage/controlGroups.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

/** A folder that looks like what the kernel shows, with files in it. */
async function shown(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const root = await temporaryFolder(t);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const limits = { memoryBytes: 1_000_000.5, tasks: 20 };

test('version 1: a group in each hierarchy, below that of this process', async (t) => {
  const root = await shown(t, {
    self: '3:memory:/a/b\n2:cpu,pids:/c\n1:pids:/c\n0::/\n',
    'memory/a/b/cgroup.procs': '',
    'pids/cgroup.procs': '',
  });
  const groups = openControlGroups(root, join(root, 'self'));
  // What the kernel would make with the folder.
  const group = groups?.open(limits);
  assert.ok(group);
  assert.equal(group.joins.length, 2);
  const [memory = '', ...others] = readdirSync(join(root, 'memory/a/b')).filter((name) =>
    name.startsWith('spip-'),
  );
  assert.deepEqual(others, []);
  const text = (path: string): string => readFileSync(join(root, path), 'utf8');
  assert.equal(text(`memory/a/b/${memory}/memory.limit_in_bytes`), '1000000');
  assert.equal(text(`pids/${memory}/pids.max`), '20');
  assert.equal(group.exceeded(), undefined);
  writeFileSync(join(root, `memory/a/b/${memory}/memory.oom_control`), 'under_oom 0\noom_kill 1\n');
  assert.equal(group.exceeded(), 'out-of-memory');
  assert.equal(group.exceeded(), undefined, 'what was told is told once');
  writeFileSync(join(root, `pids/${memory}/pids.events`), 'max 3\n');
  assert.equal(group.exceeded(), 'processes');
  group.close();
});

test('version 2: where the group hands its controllers down', async (t) => {
  const files = { self: '0::/user/run\n', 'user/run/cgroup.procs': '' };
  const handed = { 'user/run/cgroup.subtree_control': 'cpu memory pids\n' };
  const root = await shown(t, { ...files, ...handed });
  const group = openControlGroups(root, join(root, 'self'))?.open(limits);
  assert.ok(group);
  const [name = ''] = readdirSync(join(root, 'user/run')).filter((each) =>
    each.startsWith('spip-'),
  );
  const folder = join(root, 'user/run', name);
  assert.equal(readFileSync(join(folder, 'memory.max'), 'utf8'), '1000000');
  writeFileSync(join(folder, 'memory.events'), 'low 0\nmax 7\noom 1\noom_kill 2\n');
  assert.equal(group.exceeded(), 'out-of-memory');
  group.close();
  const without = await shown(t, files);
  assert.equal(openControlGroups(without, join(without, 'self')), undefined);
});

test('what dead processes left goes, what the living have stays', async (t) => {
  const alive = `spip-${process.pid}-7`;
  const root = await shown(t, {
    self: '1:pids:/\n',
    'pids/cgroup.procs': '',
  });
  mkdirSync(join(root, 'pids/spip-4194305-1'));
  mkdirSync(join(root, 'pids', alive));
  mkdirSync(join(root, 'pids/other'));
  const groups = openControlGroups(root, join(root, 'self'));
  const names = (): readonly string[] => readdirSync(join(root, 'pids')).toSorted();
  assert.deepEqual(names(), ['cgroup.procs', 'other', alive]);
  groups?.close();
  assert.deepEqual(names(), ['cgroup.procs', 'other']);
});

test('nothing is made where nothing may be', async (t) => {
  const root = await shown(t, { self: '1:pids:/\n' });
  assert.equal(openControlGroups(root, join(root, 'self')), undefined);
  assert.equal(openControlGroups(join(root, 'missing'), join(root, 'missing')), undefined);
});
