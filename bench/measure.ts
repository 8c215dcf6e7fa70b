import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contender } from './contenders.ts';

/** One run of one loop, in seconds. */
export interface Sample {
  readonly wall: number;
  /** User and system time of all its processes. */
  readonly cpu: number;
}

export interface MeasureOptions {
  readonly rounds: number;
  /** Folder in which each run gets an empty one. */
  readonly work: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * Runs the contenders in turn, round after round, each round beginning with another one: what disturbs the machine disturbs
 * all of them. The samples of each are in the order of the rounds, so that ratios can be taken within a round.
 */
export async function measure(
  contenders: readonly Contender[],
  options: MeasureOptions,
): Promise<ReadonlyMap<string, readonly Sample[]>> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < options.rounds; round += 1) {
    const first = round % contenders.length;
    for (const { name, script } of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      const sample = await runScript(script, options);
      samples.get(name)?.push(sample);
    }
  }
  return samples;
}

/** Runs a script once and removes what it wrote to `$OUT`, after the clock has stopped. */
export async function runScript(
  script: string,
  { work, env, signal }: Omit<MeasureOptions, 'rounds'>,
): Promise<Sample> {
  const out = await mkdtemp(join(work, 'out-'));
  const log = join(work, 'log');
  try {
    const started = performance.now();
    const { status, text } = await collect(
      `( ${script} ) >"${log}" 2>&1 </dev/null; code=$?; times; exit $code`,
      { env: { ...env, OUT: out }, signal, cwd: work },
    );
    const wall = (performance.now() - started) / 1000;
    if (status !== 0) {
      throw new Error(`exit status ${status} of: ${script}\n${await readFile(log, 'utf8')}`);
    }
    return { wall, cpu: childSeconds(text) };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

interface ShellPlace {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly cwd: string;
}

async function collect(
  script: string,
  { env, signal, cwd }: ShellPlace,
): Promise<{ readonly status: number | null; readonly text: string }> {
  signal.throwIfAborted();
  // A group of its own, so that an interrupted benchmark ends the loop and not only its shell.
  const child = spawn('/bin/sh', ['-c', script], {
    env,
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = (): void => {
    if (child.pid !== undefined) {
      process.kill(-child.pid, 'SIGTERM');
    }
  };
  signal.addEventListener('abort', stop, { once: true });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    signal.throwIfAborted();
    return { status, text };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The second line of the shell's `times`: `0m1.234s 0m0.567s`, user and system time of its children. */
function childSeconds(text: string): number {
  const line = text.trim().split('\n').at(-1) ?? '';
  const parts = [...line.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = sorted.slice(middle - (sorted.length % 2 === 0 ? 1 : 0), middle + 1);
  return sorted.length % 2 === 0 ? (low + high) / 2 : low;
}
