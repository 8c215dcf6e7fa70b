import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { endMarkedProcesses } from '../../../src/process/isolation/endMarkedProcesses.ts';
import type { ChannelSpec } from '../../../src/process/channel.ts';
import type { ProcessSpec } from '../../../src/process/processSpec.ts';
import { identifyProcess, processState } from '../../../src/lib/processIdentity.ts';
import type { ProcessIdentity } from '../../../src/lib/processIdentity.ts';
import { runProcess } from '../../../src/process/runProcess.ts';
import { HeldCommands } from '../../support/heldCommand.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spip-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

let count = 0;
function spec(argv: readonly string[], more: Partial<ProcessSpec> = {}): ProcessSpec {
  count += 1;
  return {
    argv,
    cwd: folder,
    env: { PATH: '/usr/bin:/bin' },
    timeoutMs: 60_000,
    outputCap: 1_000_000,
    logPath: join(folder, `${count}.log`),
    ...more,
  };
}

const quoted = (argv: readonly string[]): string =>
  argv.map((arg) => `'${arg.replaceAll("'", String.raw`'\''`)}'`).join(' ');

const sh = (script: string, more: Partial<ProcessSpec> = {}): ProcessSpec =>
  spec(['/bin/sh', '-c', script], more);

test('reports status, output in the order of writing, and its length', async () => {
  const run = sh('echo one; echo two >&2; echo three; exit 7');
  const outcome = await runProcess(run);
  assert.deepEqual(
    { ...outcome, seconds: 0 },
    {
      exitStatus: 7,
      signal: undefined,
      ended: 'exit',
      seconds: 0,
      channelIsOverCap: false,
      outputBytes: 14,
      droppedBytes: 0,
      tail: 'one\ntwo\nthree\n',
      logs: [{ path: run.logPath, bytes: 14, droppedBytes: 0, tail: 'one\ntwo\nthree\n' }],
    },
  );
  assert.equal(await readFile(run.logPath, 'utf8'), 'one\ntwo\nthree\n');
});

test('names the signal that killed the program', async () => {
  const outcome = await runProcess(sh('kill -SEGV $$'));
  assert.equal(outcome.signal, 'SIGSEGV');
  assert.equal(outcome.exitStatus, undefined);
  assert.equal(outcome.ended, 'exit');
});

test('hands over exactly the given environment', async () => {
  const run = spec(['/usr/bin/env'], { env: { ONLY: 'this' } });
  await runProcess(run);
  assert.equal(await readFile(run.logPath, 'utf8'), 'ONLY=this\n');
});

function channel(onLine: (line: string) => void = () => undefined): ChannelSpec {
  return { onLine, cap: 1000 };
}

test('the channel goes both ways: what the program is to know, and its whole lines as they come', async () => {
  const lines: string[] = [];
  const run = sh('read -r word <&3; echo shown; echo "{$word}" >&3; printf half >&3', {
    channel: { ...channel((line) => lines.push(line)), input: 'told\n' },
  });
  const outcome = await runProcess(run);
  assert.deepEqual(lines, ['{told}']);
  assert.equal(outcome.channelIsOverCap, false);
  assert.equal(outcome.tail, 'shown\n');
});

test('a program that says too much on its channel is not listened to, and the outcome says so', async () => {
  let heard = 0;
  const run = sh('while echo line >&3; do :; done', { channel: channel(() => (heard += 1)) });
  const outcome = await runProcess(run);
  assert.equal(outcome.channelIsOverCap, true);
  assert.ok(heard <= 200, `${heard} lines`);
});

test('keeps a second log apart', async () => {
  const extra = join(folder, 'extra.log');
  const outcome = await runProcess(sh('echo a; echo b >&4', { extraLogPaths: [extra] }));
  assert.equal(outcome.tail, 'a\n');
  assert.equal(await readFile(extra, 'utf8'), 'b\n');
  assert.deepEqual(
    outcome.logs.map((log) => log.bytes),
    [2, 2],
  );
});

test('ends a program at its time limit', async () => {
  const outcome = await runProcess(sh('exec sleep 60', { timeoutMs: 20 }));
  assert.equal(outcome.ended, 'timeout');
  assert.equal(outcome.signal, 'SIGTERM');
});

/** Ends the program as soon as it has said on the channel that it is ready. */
function endedWhenReady(script: string, graceMs: number): ProcessSpec {
  const controller = new AbortController();
  return sh(script, {
    channel: channel(() => controller.abort()),
    signal: controller.signal,
    graceMs,
  });
}

test('ends a program with SIGTERM first', async () => {
  const outcome = await runProcess(
    endedWhenReady('trap "echo told; exit 3" TERM; echo ready >&3; while :; do :; done', 60_000),
  );
  assert.equal(outcome.exitStatus, 3);
  assert.equal(outcome.tail, 'told\n');
});

test('kills a program that ignores SIGTERM', async () => {
  const outcome = await runProcess(
    endedWhenReady('trap "" TERM; echo ready >&3; while :; do :; done', 20),
  );
  assert.equal(outcome.signal, 'SIGKILL');
});

test('ends a flood, keeps the log at its cap and says what was dropped', async () => {
  const run = sh('exec yes', { outputCap: 10_000 });
  const outcome = await runProcess(run);
  assert.equal(outcome.ended, 'output-flood');
  assert.equal(outcome.outputBytes, 10_000);
  assert.ok(outcome.droppedBytes > 0);
  const text = await readFile(run.logPath, 'utf8');
  assert.equal(
    text.slice(10_000),
    `\n[spip: the output limit of 10000 bytes was reached; ${outcome.droppedBytes} bytes dropped]\n`,
  );
});

test('calls it a flood also when the program ended by itself before anybody looked', async () => {
  const outcome = await runProcess(sh('printf 123456789', { outputCap: 4 }));
  assert.equal(outcome.ended, 'output-flood');
  assert.equal(outcome.exitStatus, 0);
  assert.equal(outcome.droppedBytes, 5);
});

test('one line of 200 MB does not pass through memory', async () => {
  const before = process.memoryUsage().rss;
  const outcome = await runProcess(
    sh("head -c 200000000 /dev/zero | tr '\\0' x", { outputCap: 300_000_000 }),
  );
  assert.equal(outcome.outputBytes, 200_000_000);
  assert.equal(outcome.tail, 'x'.repeat(4096));
  assert.ok(process.memoryUsage().rss - before < 100_000_000);
});

test('a daemon that inherits output and channel holds nobody up and is killed', async () => {
  await using held = await HeldCommands.open(await mkdtemp(join(folder, 'h')));
  const script = `${quoted(held.nodeCommand('daemon'))} & exec ${quoted(held.nodeCommand('main'))}`;
  const running = runProcess(sh(script, { channel: channel() }));
  const children = await held.nextOf(2);
  children.find((child) => child.name === 'main')?.release(4);
  assert.equal((await running).exitStatus, 4);
  await children.find((child) => child.name === 'daemon')?.gone;
});

test('a daemon in a session of its own holds nobody up and is found by its mark', async () => {
  await using held = await HeldCommands.open(await mkdtemp(join(folder, 'h')));
  const [daemon, main] = [held.nodeCommand('daemon'), held.nodeCommand('main')].map(quoted);
  const env = { PATH: '/usr/bin:/bin', MARK: folder };
  const running = runProcess(sh(`setsid ${daemon} & exec ${main}`, { channel: channel(), env }));
  const children = await held.nextOf(2);
  children.find((child) => child.name === 'main')?.release();
  assert.equal((await running).ended, 'exit');
  assert.equal(held.running, 1);
  assert.equal(endMarkedProcesses('MARK', `${folder}-other`), 0);
  assert.equal(endMarkedProcesses('MARK', folder), 1);
  await children.find((child) => child.name === 'daemon')?.gone;
});

test('an abort ends the program; one that came before starts nothing', async () => {
  await using held = await HeldCommands.open(await mkdtemp(join(folder, 'h')));
  const controller = new AbortController();
  const running = runProcess(spec(held.nodeCommand('a'), { signal: controller.signal }));
  const child = await held.next();
  controller.abort();
  assert.equal((await running).ended, 'aborted');
  await child.gone;
  const never = await runProcess(spec(held.nodeCommand('b'), { signal: controller.signal }));
  assert.equal(never.ended, 'aborted');
  assert.equal(held.started, 1);
});

test('announces pid and start time, which identify the process while it lives', async () => {
  await using held = await HeldCommands.open(await mkdtemp(join(folder, 'h')));
  const announced: ProcessIdentity[] = [];
  const running = runProcess(
    spec(held.nodeCommand('a'), { onSpawn: (identity) => announced.push(identity) }),
  );
  const child = await held.next();
  const [identity] = announced;
  assert.ok(identity !== undefined);
  assert.equal(identity.pid, child.pid);
  assert.deepEqual(identity, identifyProcess(child.pid));
  assert.equal(processState(identity), 'alive');
  assert.equal(processState({ ...identity, startTime: '1' }), 'dead');
  child.release();
  await running;
  assert.equal(processState(identity), 'dead');
});

test('a program that cannot be started is an expected failure with a hint', async () => {
  await assert.rejects(runProcess(spec([join(folder, 'nowhere')])), {
    code: 'internal',
    message: `Failed to start \`${join(folder, 'nowhere')}\` in \`${folder}\`: ENOENT`,
    hint: 'check that the program and the working directory exist',
  });
  await assert.rejects(runProcess(spec([folder])), { message: /EACCES$/ });
  const env = { BIG: 'x'.repeat(4_000_000) };
  await assert.rejects(runProcess(sh('exit', { env })), { message: /E2BIG$/ });
});

test('a log that cannot be opened is an expected failure', async () => {
  const logPath = join(folder, 'file', 'x.log');
  await writeFile(join(folder, 'file'), '');
  await assert.rejects(runProcess(sh('exit', { logPath })), {
    code: 'disk',
    message: `Failed to open the log \`${logPath}\`: EEXIST`,
  });
});

const echoed: ChannelSpec = { onLine: (line) => void lines.push(line), cap: 1000 };
let lines: string[] = [];

test('a program waits for what it is told when its turn has come', async () => {
  lines = [];
  const outcome = await runProcess(
    sh('read line <&3; echo "$line" >&3', {
      channel: echoed,
      begins: () => Promise.resolve(Buffer.from('go\n')),
    }),
  );
  assert.deepEqual([outcome.ended, outcome.exitStatus, lines], ['exit', 0, ['go']]);
});

test('a program whose turn does not come is ended, with what it started', async () => {
  let started: ProcessIdentity | undefined;
  let left: boolean | undefined;
  const reason = new Error('no turn');
  const run = sh('sleep 1000 & read line <&3', {
    channel: echoed,
    onSpawn: (identity) => {
      started = identity;
    },
    endLeft: (wasKilled) => Promise.resolve(void (left = wasKilled)),
    begins: () => Promise.reject(reason),
  });
  await assert.rejects(runProcess(run), reason);
  assert.deepEqual([started && processState(started), left], ['dead', true]);
});

test('a program that ends before its turn has come to its end by itself', async () => {
  let started: ProcessIdentity | undefined;
  const run = sh('exit 3', {
    channel: echoed,
    onSpawn: (identity) => {
      started = identity;
    },
    begins: async () => {
      while (started !== undefined && processState(started) === 'alive') {
        await nextTurn();
      }
      return Buffer.from('go\n');
    },
  });
  const { ended, exitStatus } = await runProcess(run);
  assert.deepEqual([ended, exitStatus], ['exit', 3]);
});
