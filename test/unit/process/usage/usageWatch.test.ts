import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { UsageWatch } from '../../../../src/process/usage/usageWatch.ts';
import type { WatchSpec } from '../../../../src/process/usage/usageWatch.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const skip = process.platform === 'linux' ? false : 'only Linux tells what processes use';

const limits = {
  memoryBytes: Number.POSITIVE_INFINITY,
  tasks: Number.POSITIVE_INFINITY,
  diskBytes: Number.POSITIVE_INFINITY,
  silenceMs: null,
};

/** A watch whose clock the test moves. */
function watched(more: Partial<WatchSpec> = {}): {
  watch: UsageWatch;
  later: (ms: number) => void;
} {
  let time = 0;
  const watch = new UsageWatch({ limits, depth: 1, folders: [], now: () => time, ...more });
  return { watch, later: (ms) => (time += ms) };
}

/** A shell whose children hold still until it is closed. */
async function held(t: TestContext, script: string): Promise<number> {
  const child = spawn('python3', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  assert.ok(child.pid !== undefined);
  return child.pid;
}

const family = `import os, sys
mine = b"x" * 100000000
reader, writer = os.pipe()
if os.fork() == 0:
    theirs = b"x" * 150000000
    os.write(writer, b".")
    sys.stdin.read()
    os._exit(0)
os.read(reader, 1)
print("ready", flush=True)
sys.stdin.read()
`;

test('memory that processes share counts once', { skip }, async (t) => {
  const pid = await held(t, family);
  const { watch } = watched({ depth: 0 });
  watch.start(pid);
  watch.look(0);
  const { memoryBytes = 0 } = watch.end().use;
  assert.ok(memoryBytes > 250_000_000 && memoryBytes < 275_000_000, String(memoryBytes));
});

test('who stands between counts nothing, and each part has its own most', { skip }, async (t) => {
  const pid = await held(t, family);
  const { watch, later } = watched();
  watch.start(pid);
  watch.look(0);
  const { memoryBytes = 0 } = watch.end().use;
  // Half of what it got from its parent is its own.
  assert.ok(memoryBytes > 200_000_000 && memoryBytes < 225_000_000, String(memoryBytes));
  watch.begin();
  assert.equal(watch.end().use.memoryBytes, undefined);
  later(1000);
  watch.look(0);
  assert.ok((watch.end().use.memoryBytes ?? 0) > 200_000_000);
});

test('limits of memory and of processes', { skip }, async (t) => {
  const pid = await held(t, family);
  for (const [more, expected] of [
    [{ memoryBytes: 150_000_000 }, 'out-of-memory'],
    [{ memoryBytes: 300_000_000 }, undefined],
    [{ tasks: 0 }, 'processes'],
    [{ tasks: 1 }, undefined],
  ] as const) {
    const { watch } = watched({ limits: { ...limits, ...more } });
    watch.start(pid);
    assert.equal(watch.look(0), expected);
  }
});

test('silence begins with the last word, and with each part', () => {
  const { watch, later } = watched({ limits: { ...limits, silenceMs: 100 } });
  later(1000);
  assert.equal(watch.look(0), undefined, 'nothing has begun');
  watch.begin();
  later(90);
  assert.equal(watch.look(1), undefined);
  later(90);
  assert.equal(watch.look(1), undefined);
  watch.begin();
  later(90);
  assert.equal(watch.look(1), undefined);
  later(20);
  assert.equal(watch.look(1), 'silence');
});

test('what is written counts without what was there before, links once', async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'before'), 'x'.repeat(5_000_000));
  const { watch, later } = watched({
    folders: [folder],
    limits: { ...limits, diskBytes: 4_000_000 },
  });
  watch.begin();
  later(1000);
  assert.equal(watch.look(0), undefined);
  await writeFile(join(folder, 'new'), 'x'.repeat(6_000_000));
  later(1000);
  assert.equal(watch.look(0), 'no-space');
  const { diskBytes = 0 } = watch.end().use;
  assert.ok(diskBytes >= 6_000_000 && diskBytes < 6_100_000, String(diskBytes));
});
