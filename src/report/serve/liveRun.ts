import { slugOf } from '../../model/cellJob.ts';
import type { CellRecord, StoredRun } from '../../model/record.ts';
import { recordVersion, unstartedOutcome } from '../../model/record.ts';
import type { RunEvent, RunStarted } from '../../model/runEvent.ts';
import { headsOf } from '../../model/runFold.ts';
import { verdictOfPage } from '../html/collectData.ts';
import type { LiveCell, LiveLog, LiveMessage } from '../html/liveMessage.ts';
import { phaseWords } from '../progress.ts';
import { liveLog } from './liveLog.ts';

/** How a cell stands: what it does, or that it has ended. */
export type CellStand =
  | { readonly phase: string; readonly log: LiveLog | null }
  | { readonly ended: StoredRun };

/** What the page of a run that goes on needs: a fold over its events. */
export class LiveRun {
  #started: RunStarted | undefined;
  #places = new Map<string, number>();
  #cells: CellRecord[] = [];
  /** What the folders and logs of cells are called. */
  #slugs: ReadonlyMap<string, string> = new Map();
  readonly #pending = new Set<string>();
  readonly #phases = new Map<string, string>();
  #end: { readonly seconds: number; readonly exit_status: number } | undefined;

  /** Ids of cells that have no outcome yet; `undefined`: the run has ended. */
  get pending(): ReadonlySet<string> | undefined {
    return this.#end === undefined ? this.#pending : undefined;
  }

  /** What those who follow are told. */
  on(event: RunEvent): LiveMessage | undefined {
    switch (event.kind) {
      case 'run-started':
        this.#begin(event);
        return undefined;
      case 'cell-started':
        this.#phases.set(event.cell, phaseWords.resolve);
        return { cells: [this.#running(event.cell)] };
      case 'cell-phase':
        this.#phases.set(event.cell, phaseWords[event.phase]);
        return { cells: [this.#running(event.cell)] };
      case 'cell-finished': {
        const place = this.#places.get(event.cell) ?? -1;
        const head = this.#cells[place];
        if (head === undefined) {
          return undefined;
        }
        const cell: CellRecord = { ...head, ...event.outcome };
        this.#cells[place] = cell;
        this.#pending.delete(event.cell);
        this.#phases.delete(event.cell);
        return { cells: [{ place, verdict: verdictOfPage(cell) }] };
      }
      case 'run-finished':
        this.#end = event;
        return undefined;
      case 'warning':
      case 'debug':
      case 'draining':
        return undefined;
    }
  }

  /** All cells that have an outcome or run. */
  snapshot(): LiveMessage {
    return {
      cells: this.#cells.flatMap((cell, place): LiveCell | readonly LiveCell[] =>
        this.#pending.has(cell.id)
          ? this.#phases.has(cell.id)
            ? this.#running(cell.id)
            : []
          : { place, verdict: verdictOfPage(cell) },
      ),
    };
  }

  /** The run as far as it has come; `undefined`: it has not begun. */
  stored(): StoredRun | undefined {
    return this.#storedWith(this.#cells);
  }

  /** How the cell of a place stands; `undefined`: there is none. */
  cell(place: number): CellStand | undefined {
    const cell = this.#cells[place];
    const ended = cell === undefined ? undefined : this.#storedWith([cell]);
    if (cell === undefined || ended === undefined || !this.#pending.has(cell.id)) {
      return ended === undefined ? undefined : { ended };
    }
    const phase = this.#phases.get(cell.id);
    const slug = this.#slugs.get(cell.id) ?? '';
    return {
      phase: phase ?? 'waiting',
      log: phase === undefined ? null : liveLog(ended.folder, slug),
    };
  }

  #storedWith(cells: readonly CellRecord[]): StoredRun | undefined {
    const started = this.#started;
    if (started === undefined) {
      return undefined;
    }
    const { folder, ...run } = started.run;
    const { seconds = 0, exit_status: status = null } = this.#end ?? {};
    return {
      record: {
        schema_version: recordVersion,
        spip: started.spip,
        run: { ...run, seconds, exit_status: status },
        cells,
      },
      selections: started.selections,
      folder,
    };
  }

  #begin(event: RunStarted): void {
    this.#started = event;
    const decided = new Map(event.decided.map(({ cell, outcome }) => [cell, outcome]));
    const waiting = unstartedOutcome({ state: 'cancelled', reason: 'interrupted' }, '');
    this.#cells = headsOf(event).map((head) => ({ ...head, ...(decided.get(head.id) ?? waiting) }));
    this.#places = new Map(this.#cells.map(({ id }, place) => [id, place]));
    const undecided = this.#cells.filter(({ id }) => !decided.has(id));
    undecided.forEach(({ id }) => this.#pending.add(id));
    this.#slugs = new Map(undecided.map(({ id }, index) => [id, slugOf(index)]));
  }

  #running(cell: string): LiveCell {
    return { place: this.#places.get(cell) ?? -1, phase: this.#phases.get(cell) ?? '' };
  }
}
