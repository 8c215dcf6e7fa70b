import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { Channel } from '../../../src/process/channel.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('a report that arrives while this process is busy is read, however long it is busy', async (t) => {
  const done = join(await temporaryFolder(t), 'done');
  const lines: string[] = [];
  const channel = new Channel({ onLine: (line) => lines.push(line), cap: 100 });
  const program = `echo report >&3; : >'${done}'; exec sleep 600`;
  const child = spawn('/bin/sh', ['-c', program], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  channel.open(child.stdio[3]);
  const drained = channel.drain();
  // Nothing is read here until the report has been written and the patience of the channel is over.
  execFileSync('/bin/sh', ['-c', `until test -e '${done}'; do :; done; sleep 0.3`]);
  await drained;
  assert.deepEqual(lines, ['report']);
});
