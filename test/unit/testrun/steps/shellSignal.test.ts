import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellSignal } from '../../../../src/testrun/steps/shellSignal.ts';

test('statuses of a shell that mean a signal, and those that do not', () => {
  for (const [status, name] of [
    [129, 'SIGHUP'],
    [130, 'SIGINT'],
    [132, 'SIGILL'],
    [134, 'SIGABRT'],
    [137, 'SIGKILL'],
    [139, 'SIGSEGV'],
    [143, 'SIGTERM'],
    [159, 'SIGSYS'],
  ] as const) {
    assert.equal(shellSignal(status), name);
  }
  for (const status of [undefined, 0, 1, 5, 126, 127, 128, 160, 193, 255]) {
    assert.equal(shellSignal(status), undefined, String(status));
  }
});
