import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import type { DistFile } from '../../../src/model/distFile.ts';
import { countingFetch, distFile, storeRig } from '../../support/storeRig.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';

const childScript = join(import.meta.dirname, '../../support/storeChild.ts');

interface Asked {
  readonly cacheDir: string;
  readonly run: string;
  readonly mode?: 'hold' | 'files' | undefined;
  readonly wanted: readonly { readonly file: DistFile; readonly from: string }[];
}

function askElsewhere(
  context: TestContext,
  asked: Asked,
): { child: ChildProcess; answer: Promise<string> } {
  const child = spawn(
    process.execPath,
    [childScript, asked.cacheDir, asked.run, asked.mode ?? 'go'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  context.after(() => child.kill('SIGKILL'));
  child.stdin.end(JSON.stringify(asked.wanted));
  const answer = (async () => {
    let text = '';
    for await (const piece of child.stdout) {
      text += String(piece);
    }
    return text;
  })();
  return { child, answer };
}

/** Another process, in the middle of fetching the wheel for as long as it lives. */
async function holdElsewhere(
  context: TestContext,
  cacheDir: string,
  held: Asked['wanted'][number],
): Promise<ChildProcess> {
  const { child } = askElsewhere(context, { cacheDir, run: 'dead', mode: 'hold', wanted: [held] });
  assert.ok(child.stdout !== null);
  const said: unknown[] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  assert.equal(String(said[0]), 'fetching\n');
  return child;
}

async function wheelsOnDisk(context: TestContext, count: number): Promise<Asked['wanted']> {
  const folder = await temporaryFolder(context);
  return await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const wheel = buildWheel({ name: `pkg${index}`, version: '1' });
      const from = join(folder, wheel.filename);
      await writeFile(from, wheel.bytes);
      return { file: distFile(wheel), from };
    }),
  );
}

describe('a cold cache that several processes share', () => {
  it('fetches each of 8 wheels once for 4 processes that ask for all of them at the same time', async (t) => {
    const cacheDir = await temporaryFolder(t);
    const wanted = await wheelsOnDisk(t, 8);
    const answers = await Promise.all(
      ['r1', 'r2', 'r3', 'r4'].map((run) => askElsewhere(t, { cacheDir, run, wanted }).answer),
    );
    const expected = `${JSON.stringify(wanted.map(({ file }) => file.sha256))}\n`;
    assert.deepEqual(answers, [expected, expected, expected, expected]);
    const fetched = (await readdir(join(cacheDir, 'fetches'))).map((name) => name.slice(0, -3));
    assert.deepEqual(fetched.toSorted(), wanted.map(({ file }) => file.filename).toSorted());
  });

  it('fetches each wheel once also with lock files in place of kernel locks (C5)', async (t) => {
    const cacheDir = await temporaryFolder(t);
    const wanted = await wheelsOnDisk(t, 8);
    const runs = ['r1', 'r2', 'r3', 'r4'];
    await Promise.all(
      runs.map((run) => askElsewhere(t, { cacheDir, run, mode: 'files', wanted }).answer),
    );
    const fetched = (await readdir(join(cacheDir, 'fetches'))).map((name) => name.slice(0, -3));
    assert.deepEqual(fetched.toSorted(), wanted.map(({ file }) => file.filename).toSorted());
    const held = (await readdir(join(cacheDir, 'locks'), { recursive: true })).filter((name) =>
      name.endsWith('.held'),
    );
    assert.deepEqual(held, []);
  });

  it('goes on with other keys while a stopped process holds one, and at once when it is killed (C2)', async (t) => {
    const cacheDir = await temporaryFolder(t);
    const [held, other] = await wheelsOnDisk(t, 2);
    assert.ok(held !== undefined && other !== undefined);
    const child = await holdElsewhere(t, cacheDir, held);
    child.kill('SIGSTOP');
    await askElsewhere(t, { cacheDir, run: 'r1', wanted: [other] }).answer;
    const waiting = askElsewhere(t, { cacheDir, run: 'r2', wanted: [held] });
    await askElsewhere(t, { cacheDir, run: 'r3', wanted: [other] }).answer;
    assert.equal(waiting.child.exitCode, null);
    child.kill('SIGKILL');
    assert.equal(await waiting.answer, `${JSON.stringify([held.file.sha256])}\n`);
  });

  it('goes on with other wheels while one is being made, and takes over when its maker is killed', async (t) => {
    const { store, cacheDir, events } = await storeRig(t);
    const [held, other] = await wheelsOnDisk(t, 2);
    assert.ok(held !== undefined && other !== undefined);
    const child = await holdElsewhere(t, cacheDir, held);

    const bytes = Object.fromEntries(
      [0, 1].map((index) => {
        const wheel = buildWheel({ name: `pkg${index}`, version: '1' });
        return [wheel.filename, wheel.bytes];
      }),
    );
    const { fetch, counts } = countingFetch(bytes);
    let finished = false;
    const waiting = store.wheel(held.file, fetch).then((wheel) => {
      finished = true;
      return wheel;
    });
    assert.equal((await store.wheel(other.file, fetch)).sha256, other.file.sha256);
    assert.equal(finished, false);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    assert.equal((await waiting).sha256, held.file.sha256);
    assert.equal(counts.get(held.file.filename), 1);
    assert.ok(
      events.some(
        (event) => event.kind === 'debug' && event.text.includes(`(pid ${child.pid} on `),
      ),
    );
  });
});
