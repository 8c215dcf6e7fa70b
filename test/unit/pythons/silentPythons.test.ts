// Pythons that do not answer.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { countStarts, readHungPid, writeFakePython } from '../../support/fakePython.ts';
import { makeWorld, summary } from './pythonWorld.ts';

test('an interpreter that hangs is given up with everything it started', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  await fake('path/python3.12', '3.12.1');
  const hung = await writeFakePython(at('path/python3.13'), { hangs: true });
  const found = await discover({ probeTimeoutMs: 2000 });
  assert.deepEqual(summary(found), ['3.12.1 PATH']);
  assert.deepEqual(found.broken, [
    { path: hung, source: 'PATH', reason: 'did not answer within 2 s' },
  ]);
  assert.deepEqual(found.silent, found.broken);
  const pid = await readHungPid(hung);
  // SIGKILL has been sent; the kernel may need a moment to carry it out.
  while (await isRunning(pid)) {
    await setImmediate();
  }
});

test('one that did not answer is remembered for an hour, and asked when its file changes', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  const slow = await writeFakePython(at('path/python3.13'), { hangs: true });
  await writeFakePython(at('path/python3.11'), { prints: 'no', status: 1 });
  const hour = 3_600_000;
  const start = Date.parse('2030-01-01');
  const after = async (milliseconds: number): Promise<readonly string[]> => {
    const { silent, broken } = await discover({
      probeTimeoutMs: 500,
      now: () => start + milliseconds,
    });
    assert.equal(broken.length, 2);
    return silent.map(({ path, reason }) => `${path} ${reason}`);
  };
  const told = [`${slow} did not answer within 0.5 s`];
  for (const milliseconds of [0, 1, hour - 1]) {
    assert.deepEqual(await after(milliseconds), told);
  }
  assert.equal(await countStarts(slow), 1);
  // What it says at once costs nothing: it may be mended by something else than its file.
  assert.equal(await countStarts(at('path/python3.11')), 3);
  assert.deepEqual(await after(hour), told);
  assert.deepEqual(await after(0), told);
  assert.equal(await countStarts(slow), 3);
  await fake('path/python3.13', '3.13.1');
  assert.deepEqual(summary(await discover({ now: () => start })), ['3.13.1 PATH']);
});

async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A dead one that nobody has collected still has its id.
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) [ZX] /.test(status);
}
