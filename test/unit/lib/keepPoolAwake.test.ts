import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { keepPoolAwake } from '../../../src/lib/keepPoolAwake.ts';

test('the disk is asked every second, until it is told to stop', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const asked: string[] = [];
  const hook = createHook({
    init: (_, type) => void (type === 'FSREQCALLBACK' && asked.push(type)),
  });
  const stop = keepPoolAwake();
  hook.enable();
  t.mock.timers.tick(3000);
  stop();
  t.mock.timers.tick(3000);
  hook.disable();
  assert.equal(asked.length, 3);
});

test('a process that has nothing else to do ends', () => {
  const module = join(import.meta.dirname, '../../../src/lib/keepPoolAwake.ts');
  const code = `import(${JSON.stringify(module)}).then(({ keepPoolAwake }) => keepPoolAwake())`;
  assert.equal(execFileSync(process.execPath, ['-e', code], { timeout: 30_000 }).length, 0);
});
