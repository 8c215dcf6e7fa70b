import type { CellHead, CellOutcome, CellRecord, RunRecord, StoredRun } from './record.ts';
import { milliseconds, recordVersion } from './record.ts';
import type { RunEvent, RunStarted } from './runEvent.ts';
import type { PackageSelection } from './runInfo.ts';

/** What is known of a run from its events so far. */
export class RunFold {
  #started: RunStarted | undefined;
  readonly #heads = new Map<string, CellHead>();
  readonly #outcomes = new Map<string, CellOutcome>();

  /** Takes one event; those that say nothing of the record are passed over. */
  on(event: RunEvent): void {
    if (event.kind === 'run-started') {
      this.#started = event;
      headsOf(event).forEach((head) => this.#heads.set(head.id, head));
      event.decided.forEach(({ cell, outcome }) => this.#outcomes.set(cell, outcome));
    } else if (event.kind === 'cell-finished') {
      this.#outcomes.set(event.cell, event.outcome);
    }
  }

  /** The record of a run that came to its end; `undefined` for one that never began. */
  ended(end: Extract<RunEvent, { kind: 'run-finished' }>): StoredRun | undefined {
    const started = this.#started;
    if (started === undefined) {
      return undefined;
    }
    const { folder, ...run } = started.run;
    const record: RunRecord = {
      schema_version: recordVersion,
      spip: started.spip,
      run: {
        id: run.id,
        started: run.started,
        seconds: milliseconds(end.seconds),
        jobs: run.jobs,
        sandbox: run.sandbox,
        doors: run.doors,
        platform: run.platform,
        exit_status: end.exit_status,
      },
      cells: started.cells.flatMap(({ id }) => this.#recordOf(id)),
    };
    return { record, selections: started.selections, folder };
  }

  #recordOf(id: string): readonly CellRecord[] {
    const [head, outcome] = [this.#heads.get(id), this.#outcomes.get(id)];
    return head === undefined || outcome === undefined ? [] : [{ ...head, ...outcome }];
  }
}

type Listing = Pick<RunStarted, 'selections' | 'interpreters' | 'cells'>;

/** The cells of a run, in the order of the plan. */
export function headsOf({ selections, interpreters, cells }: Listing): readonly CellHead[] {
  return cells.map(({ id, selection, extras, version, axes, tools, interpreter: place }) => {
    const { package: name, requested } = listed(selections, selection, id);
    const { python, ...interpreter } = listed(interpreters, place, id);
    return { id, package: name, requested, extras, version, axes, tools, python, interpreter };
  });
}

/** The other way round: each selection and interpreter once, however many cells it has. */
export function listCells(
  heads: readonly CellHead[],
  selections: readonly PackageSelection[],
): Listing {
  const builds = new Map(
    heads.map(({ python, interpreter }) => [interpreter.build, { ...interpreter, python }]),
  );
  const [keys, packages] = [[...builds.keys()], selections.map((one) => one.package)];
  return {
    selections,
    interpreters: [...builds.values()],
    cells: heads.map(({ id, package: name, extras, version, axes, tools, interpreter }) => ({
      id,
      selection: packages.indexOf(name),
      extras,
      version,
      axes,
      tools,
      interpreter: keys.indexOf(interpreter.build),
    })),
  };
}

function listed<T>(values: readonly T[], place: number, cell: string): T {
  const value = values[place];
  if (value === undefined) {
    throw new Error(`Expected what \`${cell}\` names to be listed, at ${place}`);
  }
  return value;
}
