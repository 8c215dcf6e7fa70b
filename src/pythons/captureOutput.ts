import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tally } from '../lib/tally.ts';

export interface CaptureSpec {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface Captured {
  readonly end:
    | { readonly kind: 'exited'; readonly status: number }
    | { readonly kind: 'killed'; readonly signal: string }
    | { readonly kind: 'timeout' }
    | { readonly kind: 'not-started'; readonly error: Error };
  readonly stdout: string;
  readonly stderr: string;
}

const outputLimit = 256 * 1024;

/** Runs a short program in its own process group and keeps what it prints; at the end the whole group is killed. */
export async function captureOutput(spec: CaptureSpec): Promise<Captured> {
  const [file, ...args] = spec.argv;
  tally('processes');
  const child = spawn(file, args, {
    cwd: spec.cwd,
    env: { ...spec.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid === undefined) {
    // Without descriptors left it has no streams either.
    const [error] = (await once(child, 'error')) as [Error];
    return { end: { kind: 'not-started', error }, stdout: '', stderr: '' };
  }
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const killGroup = (): void => killGroupOf(child);
  return await new Promise((resolve) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup();
    }, spec.timeoutMs);
    spec.signal?.addEventListener('abort', killGroup);
    if (spec.signal?.aborted === true) {
      killGroup();
    }
    const finish = (end: Captured['end']): void => {
      clearTimeout(timer);
      spec.signal?.removeEventListener('abort', killGroup);
      resolve({ end, stdout: stdout(), stderr: stderr() });
    };
    child.once('exit', (status, signal) => {
      const end: Captured['end'] = timedOut
        ? { kind: 'timeout' }
        : status === null
          ? { kind: 'killed', signal: signal ?? 'unknown signal' }
          : { kind: 'exited', status };
      killGroup();
      // A process that left the group may hold the pipes: what is in them by then must do.
      const patience = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, 500);
      child.once('close', () => {
        clearTimeout(patience);
        finish(end);
      });
    });
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < outputLimit) {
      chunks.push(chunk);
      size += chunk.length;
    }
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function killGroupOf({ pid = 0 }: ChildProcess): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}
