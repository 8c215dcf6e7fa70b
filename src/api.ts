import { mkdtemp, readFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { command } from './commands/matrix.ts';
import { watchStalls } from './commands/watchStalls.ts';
import { removeTree } from './lib/files/removeTree.ts';
import type { Context, Pane } from './model/context.ts';
import { parseRecord } from './model/parseRecord.ts';
import type { RunRecord } from './model/record.ts';
import { parseCommandLine } from './options/parseCommandLine.ts';

/** How `matrix` runs. */
export interface MatrixCall {
  /** Further words of the command line, as `spip matrix --help` explains them: `['--python', '3.13', '--limit', '3']`. */
  readonly options?: readonly string[];
  /** Told what happens, in the form of `docs/events.schema.json`. */
  readonly onEvent?: (event: MatrixEvent) => void;
  /** Ends the run: what runs is ended, and cells that are not done count as cancelled. */
  readonly signal?: AbortSignal;
  /** Where relative paths start; the working directory unless given. */
  readonly cwd?: string;
  /** Variables in place of those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** One line of `--events`: its kind, when it happened in seconds since the first one, and what belongs to its kind. */
export interface MatrixEvent {
  readonly kind: string;
  readonly at: number;
  readonly [member: string]: unknown;
}

/** What `matrix` came to. */
export interface MatrixResult {
  /** Every cell with its verdict (`docs/record.md`). */
  readonly record: RunRecord;
  /** As of the command: 0 every applicable cell passed, 1 some did not, 3 the surroundings failed. */
  readonly exitStatus: number;
}

/**
 * Tests releases of packages on the Pythons of this machine: `spip matrix` without its terminal. Throws what the command would end with:
 * an Error with `code`, `message` and `hint`.
 */
export async function matrix(
  requirements: readonly string[],
  call: MatrixCall = {},
): Promise<MatrixResult> {
  const { options = [], cwd = process.cwd() } = call;
  const folder = await mkdtemp(join(tmpdir(), 'spip-api-'));
  const stalls = watchStalls(process, () => undefined);
  try {
    const path = join(folder, 'record.json');
    const words = [...requirements, ...options, '--events', '--json', path];
    const line = parseCommandLine(words, command, cwd);
    const exitStatus = await command.run(line, contextOf(call, cwd, stalls.onStall));
    const record = parseRecord(JSON.parse(await readFile(path, 'utf8')));
    return { record, exitStatus };
  } finally {
    stalls.release();
    await removeTree(folder);
  }
}

function contextOf(
  {
    onEvent = () => undefined,
    signal = new AbortController().signal,
    env = process.env,
  }: MatrixCall,
  cwd: string,
  onStall: Context['onStall'],
): Context {
  const events = quietPane((text) => {
    text
      .split('\n')
      .filter((line) => line !== '')
      .forEach((line) => onEvent(JSON.parse(line) as MatrixEvent));
  });
  return {
    version: manifest.version,
    env,
    cwd,
    home: homedir(),
    platform: process.platform,
    clock: { now: () => new Date(), elapsed: () => performance.now() / 1000 },
    screen: { out: events, err: quietPane(() => undefined), flush: () => Promise.resolve() },
    stop: {
      drain: signal,
      kill: signal,
      received: () => (signal.aborted ? 'SIGTERM' : undefined),
    },
    onStall,
  };
}

/** Nobody looks at it. */
function quietPane(write: (text: string) => void): Pane {
  return { live: false, color: false, unicode: true, columns: () => 80, rows: () => 24, write };
}
