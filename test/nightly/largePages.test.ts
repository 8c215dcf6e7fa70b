// I8: very large pages and graphs that go in circles, in bounded memory.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { StartedCli } from '../support/rig.ts';

const watchdog = { timeout: 600_000 };

const limit = 500 * 2 ** 20;

for (const { what, padding, format } of [
  { what: '20,000 files on a page', padding: 0, format: 'json' },
  { what: '20,000 files on a page of 50 MB', padding: 2300, format: 'json' },
  { what: '20,000 files on a page of 50 MB in HTML', padding: 2300, format: 'html' },
] as const) {
  test(`${what}: at most 500 MB, from the index and from the cache`, watchdog, async () => {
    const thing = wheelFile({ name: 'thing', version: '20000.0' });
    const old = wheelFile({ name: 'thing', version: '1.0' });
    const many = Array.from({ length: 20_000 }, (_, at) => ({
      ...old,
      filename: `thing-0.${at}-py3-none-any.whl`,
      url: `../../files/${'x'.repeat(padding)}/thing-0.${at}-py3-none-any.whl`,
    }));
    await using indexed = await IndexedRig.open([], { formats: [format] });
    indexed.server.world['thing'] = [...many, thing];
    for (const place of ['index', 'cache']) {
      const run = indexed.spawn('matrix thing --limit 1');
      const peak = await peakMemory(run);
      const { status, stderr } = await run.ended;
      assert.equal(status, 0, stderr);
      assert.ok(peak < limit, `${peak} bytes from the ${place}`);
      assert.equal(indexed.server.count('page'), 1, `the page came from the ${place}`);
    }
  });
}

test('a circle of 300 packages, and an extra that asks for itself', watchdog, async () => {
  const count = 300;
  const circle = Array.from({ length: count }, (_, at) =>
    wheelFile({
      name: `p${at}`,
      version: '1.0',
      requires: [
        `p${(at + 1) % count}`,
        `p${(at + 7) % count}[all]`,
        `p${at}[all]; extra == "all"`,
      ],
      extras: ['all'],
    }),
  );
  await using indexed = await IndexedRig.open(circle);
  const run = indexed.spawn('matrix p0');
  const peak = await peakMemory(run);
  const { status, stderr } = await run.ended;
  assert.equal(status, 0, stderr);
  assert.ok(peak < limit, `${peak} bytes`);
});

/** The most memory that the program had, as the kernel counts it. */
async function peakMemory({ pid, ended }: StartedCli): Promise<number> {
  let peak = 0;
  const look = setInterval(() => {
    try {
      const [, kilobytes] =
        /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      peak = Math.max(peak, Number(kilobytes ?? 0) * 1024);
    } catch {
      // It has ended.
    }
  }, 20);
  await ended;
  clearInterval(look);
  return peak;
}
