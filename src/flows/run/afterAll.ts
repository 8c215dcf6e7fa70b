import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../model/context.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import { runProcess } from '../../process/runProcess.ts';
import { plainLine } from '../../report/plainText.ts';
import { artifactsFolder } from './keepArtifacts.ts';
import type { Facilities } from './openFacilities.ts';
import { watchProcess } from './watchProcess.ts';

/** What came of the command after all cells. */
export interface AfterAll {
  readonly failed: boolean;
  /** For people: what it printed last. */
  readonly text: string;
}

const limitMs = 3_600_000;
const outputBytes = 50_000_000;

/**
 * Runs what the user wants to run after all cells, as himself, in the folder of their artifacts; `undefined` where nothing
 * was asked for, or the run is stopped.
 */
export async function afterAll(
  {
    options,
    facilities,
    context,
  }: {
    readonly options: Pick<MatrixOptions, 'afterAll'>;
    readonly facilities: Pick<Facilities, 'journal'>;
    readonly context: Pick<Context, 'env' | 'stop'>;
  },
  runFolder: string,
): Promise<AfterAll | undefined> {
  const { afterAll: command } = options;
  if (command === undefined || context.stop.received() !== undefined) {
    return undefined;
  }
  const cwd = artifactsFolder(runFolder);
  await mkdir(cwd, { recursive: true, mode: 0o700 });
  const logPath = join(runFolder, 'logs', 'after-all.log');
  const { ended, exitStatus, signal, tail } = await watchProcess(facilities.journal, (onSpawn) =>
    runProcess({
      argv: ['/bin/sh', '-c', command],
      cwd,
      env: Object.fromEntries(
        Object.entries(context.env).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value]],
        ),
      ),
      timeoutMs: limitMs,
      outputCap: outputBytes,
      logPath,
      signal: context.stop.drain,
      onSpawn,
    }),
  );
  const failed = ended !== 'exit' || exitStatus !== 0;
  const end = ended === 'exit' ? (signal ?? `exit status ${exitStatus ?? 'unknown'}`) : ended;
  const said =
    tail.trimEnd() === '' ? '' : `${tail.trimEnd().split('\n').map(plainLine).join('\n')}\n`;
  const text = `\n${said}${failed ? `\`--after-all\` failed: ${end}; its output is in ${logPath}\n` : ''}`;
  return { failed, text: text.trim() === '' ? '' : text };
}
