import { copyFileSync, linkSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Distribution } from '../../envs/lockText.ts';
import { isErrno } from '../../lib/isErrno.ts';
import { OnceMap } from '../../lib/onceMap.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { Clock } from '../../model/context.ts';
import type { CellOutcome } from '../../model/record.ts';
import type { Note } from '../../model/storedWheel.ts';
import type { Results } from '../../results/results.ts';
import { customPaths } from '../../testrun/customPaths.ts';
import type { KnownCell, ResolvedSet } from './cellHost.ts';
import type { DigestedFiles } from './digestFiles.ts';
import { digestFiles } from './digestFiles.ts';
import type { KeyedRun } from './verdictKey.ts';
import { verdictKey } from './verdictKey.ts';

export interface KnownVerdictsOptions {
  readonly results: Pick<Results, 'verdict' | 'saveVerdict' | 'earlierState'>;
  readonly run: KeyedRun;
  /** Absolute folder of this run's record and logs. */
  readonly runFolder: string;
  /** Of which cells what earlier runs found counts. */
  readonly reuses: 'all' | 'passes' | 'none';
  readonly clock: Pick<Clock, 'now'>;
}

/** What earlier runs found out about cells, and what this one does for later ones (`docs/reuse.md`). */
export class KnownVerdicts {
  readonly #options: KnownVerdictsOptions;
  readonly #files = new OnceMap<string, DigestedFiles | undefined>();
  /** Looked at in this very moment. */
  readonly #unchanged = new Map<DigestedFiles, boolean>();

  constructor(options: KnownVerdictsOptions) {
    this.#options = options;
  }

  /** `undefined`: what its verdict depends on is not known, or not yet. */
  async find(
    job: CellJob,
    set: ResolvedSet,
    distributions?: readonly Distribution[],
  ): Promise<KnownCell | undefined> {
    const files = await this.#filesOf(job);
    if (files === undefined) {
      return undefined;
    }
    const cell = { job, set, distributions, files: files.digest };
    const key = verdictKey(cell, this.#options.run);
    return key === undefined ? undefined : { key, outcome: this.#earlier(key, job) };
  }

  /**
   * Keeps what a cell came to, if it would come to the same again. Gives it back, with a note where other runs came to
   * something else under its key.
   */
  async remember(job: CellJob, key: string, outcome: CellOutcome): Promise<CellOutcome> {
    const notes = this.#flips(key, outcome);
    const files = await this.#filesOf(job);
    if (isLasting(outcome) && files !== undefined && this.#isUnchanged(files)) {
      const decided = this.#options.clock.now().toISOString();
      this.#options.results.saveVerdict({ key, decided, outcome });
    }
    return notes.length === 0 ? outcome : { ...outcome, notes: [...outcome.notes, ...notes] };
  }

  /** Between attempts of one run the verdict itself says it. */
  #flips(key: string, { state }: CellOutcome): readonly Note[] {
    const { results, runFolder } = this.#options;
    const earlier = earlierState(results, key);
    if (earlier === undefined) {
      return [];
    }
    const isOwn = earlier.run === basename(runFolder);
    const text = earlier.contradicted
      ? `flaky before: runs came to different states under the same conditions, the last of them to \`${earlier.state}\``
      : `flaky before: run ${earlier.run} came to \`${earlier.state}\` under the same conditions`;
    const flips = earlier.contradicted || (earlier.state !== state && !isOwn);
    return flips ? [{ code: 'flaky-before', text, paths: [] }] : [];
  }

  #earlier(key: string, { slug }: CellJob): CellOutcome | undefined {
    const { results, reuses, runFolder } = this.#options;
    if (reuses === 'none') {
      return undefined;
    }
    try {
      const known = results.verdict(key);
      if (known === undefined || (reuses === 'passes' && known.outcome.state !== 'pass')) {
        return undefined;
      }
      const { outcome, run, decided } = known;
      const steps = outcome.steps.map((step) => {
        if (step.log === null) {
          return step;
        }
        const log = join('logs', `${slug}.${key.slice(0, 8)}.${step.name}.log`);
        bring(join(known.folder, step.log), join(runFolder, log));
        return { ...step, log };
      });
      return { ...outcome, steps, reused: { run, decided } };
    } catch {
      // A log that is gone, a database that does not answer: the cell runs.
      return undefined;
    }
  }

  /** Files of this machine that a cell gets, or sees. */
  #filesOf({ steps, doors, around }: CellJob): Promise<DigestedFiles | undefined> {
    const test = steps.find((step) => step.name === 'custom')?.test;
    const { files, follow } = test ?? { files: [], follow: {} };
    const commands = [around.before, around.after].flatMap((text) =>
      text === null ? [] : customPaths({ kind: 'command', text, files: [], follow: {} }),
    );
    const named = [...(test === undefined ? [] : customPaths(test)), ...commands, ...doors.mounts];
    return this.#files.get(JSON.stringify([files, follow, named]), () =>
      digestFiles({ files, follow }, named),
    );
  }

  /** Cells that end in the same moment look once. */
  #isUnchanged(files: DigestedFiles): boolean {
    const known = this.#unchanged.get(files);
    if (known !== undefined) {
      return known;
    }
    const isUnchanged = files.isUnchanged();
    this.#unchanged.set(files, isUnchanged);
    setImmediate(() => this.#unchanged.delete(files));
    return isUnchanged;
  }
}

/** `undefined` also where the database does not answer: no cell fails for that. */
function earlierState(
  results: Pick<Results, 'earlierState'>,
  key: string,
): ReturnType<Results['earlierState']> {
  try {
    return results.earlierState(key);
  } catch {
    return undefined;
  }
}

/** What the same cell would come to again, as far as anybody can tell. */
function isLasting({ state, reason, notes, steps, reused }: CellOutcome): boolean {
  return (
    reused === null &&
    (state === 'pass' || state === 'fail' || state === 'no-tests') &&
    reason !== 'flaky' &&
    !notes.some(({ code }) => code === 'modified-environment' || code === 'ran-again') &&
    // The kernel, when it is short of memory, or somebody from outside.
    !steps.some(({ signal }) => signal === 'SIGKILL')
  );
}

/** The log of an earlier run in this one, which must not go with the other. */
function bring(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (isErrno(error, 'EEXIST')) {
      return;
    }
    copyFileSync(from, to);
  }
}
