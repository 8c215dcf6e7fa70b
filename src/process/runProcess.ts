import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Channel } from './channel.ts';
import { OutputLogs } from './outputLogs.ts';
import { identifyProcess } from '../lib/processIdentity.ts';
import { timerMs } from '../lib/timerMs.ts';
import type { EndedBy, ProcessOutcome, ProcessSpec } from './processSpec.ts';
import { withoutInherited } from './inheritedDescriptors.ts';
import { signalGroup } from './signalGroup.ts';
import { spawnFailure } from '../lib/spawnFailure.ts';
import { tally } from '../lib/tally.ts';

/** How often the size of the logs is looked at: the writer can be this much ahead of its limit. */
const watchMs = 25;
const defaultGraceMs = 500;
const supervisorGraceMs = 100;

/**
 * Runs one program in a process group of its own and decides when the program itself exits: what it leaves
 * behind is killed, and a daemon that inherited its output holds nobody up.
 * Output goes straight into the log files, so that it costs neither memory nor turns of the event loop.
 * Throws a SpipError where the program cannot be started; every other end is an outcome.
 */
export async function runProcess(spec: ProcessSpec): Promise<ProcessOutcome> {
  const logs = OutputLogs.open([spec.logPath, ...(spec.extraLogPaths ?? [])], spec.outputCap);
  try {
    if (spec.signal?.aborted === true) {
      return { ...neverStarted, ...logs.finish() };
    }
    return await new RunningProcess(spec, logs).outcome();
  } finally {
    logs.close();
  }
}

const neverStarted = {
  exitStatus: undefined,
  signal: undefined,
  ended: 'aborted',
  seconds: 0,
  channelIsOverCap: false,
} as const;

class RunningProcess {
  readonly #spec: ProcessSpec;
  readonly #logs: OutputLogs;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #channel: Channel | undefined;
  #child: ChildProcess | undefined;
  #ended: EndedBy = 'exit';

  constructor(spec: ProcessSpec, logs: OutputLogs) {
    this.#spec = spec;
    this.#logs = logs;
    this.#channel = spec.channel && new Channel(spec.channel);
  }

  async outcome(): Promise<ProcessOutcome> {
    const child = await this.#spawn();
    this.#child = child;
    this.#channel?.open(child.stdio[3]);
    const exited = whenExited(child);
    await this.#begin(child, exited);
    const started = performance.now();
    const abort = (): void => this.#end('aborted');
    this.#spec.signal?.addEventListener('abort', abort);
    if (this.#spec.signal?.aborted === true) {
      abort();
    }
    this.#arm();
    try {
      const { exitStatus, signal } = await exited;
      const seconds = (performance.now() - started) / 1000;
      signalGroup(child.pid, 'SIGKILL');
      await this.#spec.endLeft?.(this.#ended !== 'exit' || signal !== undefined);
      await this.#channel?.drain();
      const output = this.#logs.finish();
      // By size, not by which came first: a flood that ends between two looks is a flood all the same.
      if (this.#ended === 'exit' && output.droppedBytes > 0) {
        this.#ended = 'output-flood';
      }
      return {
        exitStatus,
        signal,
        ended: this.#ended,
        seconds,
        channelIsOverCap: this.#channel?.isOverCap ?? false,
        ...output,
      };
    } finally {
      this.#spec.signal?.removeEventListener('abort', abort);
      this.#timers.forEach(clearTimeout);
      signalGroup(child.pid, 'SIGKILL');
    }
  }

  async #begin(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
    try {
      const input = await this.#spec.begins?.();
      if (input !== undefined) {
        this.#channel?.write(input);
      }
      if (child.pid !== undefined) {
        this.#spec.usage?.start(child.pid);
      }
    } catch (error) {
      signalGroup(child.pid, 'SIGKILL');
      await exited;
      await this.#spec.endLeft?.(true);
      throw error;
    }
  }

  async #spawn(): Promise<ChildProcess> {
    const [program, ...args] = this.#spec.argv;
    if (program === undefined) {
      throw new TypeError('Expected a program to run');
    }
    const [out, ...extra] = this.#logs.descriptors;
    const channel = this.#channel ? 'pipe' : 'ignore';
    const stdio = withoutInherited(
      ['ignore', out, out, channel, ...extra, ...(this.#spec.handed ?? [])],
      out,
    );
    try {
      tally('processes');
      const child = spawn(program, args, {
        cwd: this.#spec.cwd,
        env: this.#spec.env,
        detached: true,
        stdio,
      });
      // At once: whoever kills this process finds the child written down.
      this.#announce(child);
      await once(child, 'spawn');
      return child;
    } catch (error) {
      throw spawnFailure(error, this.#spec);
    }
  }

  #announce(child: ChildProcess): void {
    if (child.pid !== undefined) {
      const identity = identifyProcess(child.pid);
      if (identity !== undefined) {
        this.#spec.onSpawn?.(identity);
      }
    }
  }

  #arm(): void {
    this.#timers.push(setTimeout(() => this.#end('timeout'), timerMs(this.#spec.timeoutMs)));
    this.#timers.push(setInterval(() => this.#look(), watchMs));
  }

  #look(): void {
    const { usage } = this.#spec;
    if (this.#logs.isOverCap()) {
      this.#end('output-flood');
    } else if (usage !== undefined) {
      const exceeded = usage.look(this.#logs.writtenBytes());
      if (exceeded !== undefined) {
        this.#end(exceeded);
      }
    }
  }

  #end(ended: EndedBy): void {
    if (this.#ended !== 'exit') {
      return;
    }
    this.#ended = ended;
    signalGroup(this.#child?.pid, 'SIGTERM');
    const kill = (): void => signalGroup(this.#child?.pid, 'SIGKILL');
    // What has taken too much has had its time; its supervisor needs a moment to end all of it.
    const isLate = ended === 'timeout' || ended === 'aborted';
    const graceMs = isLate ? (this.#spec.graceMs ?? defaultGraceMs) : supervisorGraceMs;
    this.#timers.push(setTimeout(kill, timerMs(graceMs)));
  }
}

async function whenExited(
  child: ChildProcess,
): Promise<{ readonly exitStatus: number | undefined; readonly signal: string | undefined }> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ exitStatus: code ?? undefined, signal: signal ?? undefined });
    });
  });
}
