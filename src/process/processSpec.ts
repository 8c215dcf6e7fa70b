import type { ChannelSpec } from './channel.ts';
import type { UsageWatch } from './usage/usageWatch.ts';
import type { Exceeded } from './usage/limits.ts';
import type { ProcessIdentity } from '../lib/processIdentity.ts';

/** What to run and within which limits. */
export interface ProcessSpec {
  /** Program and arguments; the program is looked up on the PATH of `env`. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Bytes that each log may hold; the program is ended when one grows beyond it. */
  readonly outputCap: number;
  /** File that takes stdout and stderr, in the order of writing; appended to if it exists. */
  readonly logPath: string;
  /** Files that the program finds open as descriptors 4, 5, ... */
  readonly extraLogPaths?: readonly string[] | undefined;
  /** Descriptors of this process that it finds open behind those. */
  readonly handed?: readonly number[] | undefined;
  /** Looks at what it uses; the program is ended when that is too much. */
  readonly usage?: UsageWatch | undefined;
  /**
   * Waited for once it runs: what this gives is what it is told last on the channel, and only from then on its time
   * counts and its limits hold. Where it throws the program is ended, and that is thrown.
   */
  readonly begins?: (() => Promise<Uint8Array>) | undefined;
  /** A pipe for structured results, which the program finds as descriptor 3. */
  readonly channel?: ChannelSpec | undefined;
  /** Time between SIGTERM and SIGKILL. */
  readonly graceMs?: number | undefined;
  /** Ends the program when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Called when it is gone, before its output is looked at: ends what it has left. */
  readonly endLeft?: ((wasKilled: boolean) => Promise<void>) | undefined;
  /** Called once it runs, unless it has ended already. */
  readonly onSpawn?: ((process: ProcessIdentity) => void) | undefined;
}

/** `exit`: by itself, or by a signal that spip did not send. */
export type EndedBy = 'exit' | 'timeout' | 'output-flood' | 'aborted' | Exceeded;

export interface LogOutcome {
  readonly path: string;
  readonly bytes: number;
  readonly droppedBytes: number;
  /** The last lines, decoded as UTF-8, raw otherwise. */
  readonly tail: string;
}

export interface ProcessOutcome {
  readonly exitStatus: number | undefined;
  readonly signal: string | undefined;
  readonly ended: EndedBy;
  readonly seconds: number;
  /** Over all logs; written and kept, and written beyond the cap and dropped. */
  readonly outputBytes: number;
  readonly droppedBytes: number;
  /** Whether it said more on the channel than it may. */
  readonly channelIsOverCap: boolean;
  /** Tail of the first log. */
  readonly tail: string;
  readonly logs: readonly LogOutcome[];
}
