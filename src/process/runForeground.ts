import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { identifyProcess } from '../lib/processIdentity.ts';
import type { ProcessIdentity } from '../lib/processIdentity.ts';
import { spawnFailure } from '../lib/spawnFailure.ts';
import { tally } from '../lib/tally.ts';
import { whenAborted } from '../lib/whenAborted.ts';
import { withoutInherited } from './inheritedDescriptors.ts';
import { signalGroup } from './signalGroup.ts';

interface ForegroundSpec {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the program when aborted. */
  readonly signal: AbortSignal;
  /** Called once it runs. */
  readonly onSpawn?: ((process: ProcessIdentity) => void) | undefined;
  /** Called when it is gone: ends what it has left. */
  readonly endLeft: (wasKilled: boolean) => Promise<void>;
}

/** Whether a person sits at this process: what is typed, printed and told all goes to a terminal. */
export function hasTerminal(): boolean {
  return [0, 1, 2].every((descriptor) => isatty(descriptor));
}

/**
 * Runs a program with the input and output of this process, in a session of its own: the terminal is not the one that
 * controls it, so that it can put no words into its user's mouth (TIOCSTI). The terminal is afterwards as it was.
 * Resolves to the exit status, as shells have it.
 */
export async function runForeground(spec: ForegroundSpec): Promise<number> {
  const [program = '', ...args] = spec.argv;
  const terminal = terminalSettings();
  tally('processes');
  const child = spawn(program, args, {
    cwd: spec.cwd,
    env: spec.env,
    detached: true,
    stdio: withoutInherited([0, 1, 2], 'ignore'),
  });
  const exited = once(child, 'exit');
  try {
    await once(child, 'spawn');
  } catch (error) {
    exited.catch(() => undefined);
    throw spawnFailure(error, spec);
  }
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (identity !== undefined) {
    spec.onSpawn?.(identity);
  }
  whenAborted(spec.signal, () => signalGroup(child.pid, 'SIGKILL'));
  try {
    const [status, signal] = (await exited) as [number | null, NodeJS.Signals | null];
    await spec.endLeft(signal !== null);
    return status ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  } finally {
    signalGroup(child.pid, 'SIGKILL');
    restore(terminal);
  }
}

/** As `stty` says it; `undefined` where there is none. */
function terminalSettings(): string | undefined {
  if (!isatty(0)) {
    return undefined;
  }
  try {
    return execFileSync('stty', ['-g'], { stdio: [0, 'pipe', 'ignore'], encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** What was killed could not do so itself. */
function restore(settings: string | undefined): void {
  if (settings !== undefined) {
    try {
      execFileSync('stty', [settings], { stdio: [0, 'ignore', 'ignore'] });
    } catch {
      // It is gone.
    }
  }
}
