import { setTimeout } from 'node:timers/promises';
import type { Pane } from '../../model/context.ts';
import type { CellRecord, StoredRun } from '../../model/record.ts';
import { recordVersion, unstartedOutcome } from '../../model/record.ts';
import type { RunEvent, RunStarted } from '../../model/runEvent.ts';
import { headsOf } from '../../model/runFold.ts';
import type { LiveCell, LiveMessage } from '../html/liveMessage.ts';
import { verdictOfPage } from '../html/collectData.ts';
import { phaseWords } from '../progress.ts';
import type { Reporter } from '../reporter.ts';
import type { PageServer } from './pageServer.ts';

interface LiveParts {
  readonly pane: Pick<Pane, 'write'>;
  /** Shows an address to the user; that it cannot is no failure. */
  readonly show: (url: string) => void;
}

/** Serves the page of a run while it goes on. It is made anew for whoever asks; who has it is told of each cell. */
export function livePage({ pane, show }: LiveParts): Reporter {
  const state = new LiveRun();
  let server: Promise<PageServer> | undefined;
  return {
    on: (event) => {
      const message = state.on(event);
      if (event.kind === 'run-started') {
        server = serve(state);
        void server.then(
          ({ url }) => {
            pane.write(`The run as a page: ${url}\n`);
            show(url);
          },
          // Said when the reporters are closed.
          () => undefined,
        );
      } else if (message !== undefined) {
        void server?.then(
          (opened) => opened.send(message),
          () => undefined,
        );
      }
    },
    close: async () => {
      const opened = await server;
      if (opened !== undefined) {
        await letThemReload(opened);
        await opened.close();
      }
    },
  };
}

/** A run that nobody watches loads none of it. */
async function serve(state: LiveRun): Promise<PageServer> {
  const { openPageServer } = await import('./pageServer.ts');
  return openPageServer(
    (path) => (path === '' ? state.page() : Promise.resolve(undefined)),
    () => state.snapshot(),
  );
}

// Who follows asks for the whole page once more when the run has ended.
const reloadMilliseconds = 1500;

async function letThemReload(opened: PageServer): Promise<void> {
  if (opened.followers() > 0) {
    opened.send({ ended: true } satisfies LiveMessage);
    await setTimeout(reloadMilliseconds);
  }
}

/** What the page of a run that goes on needs. */
class LiveRun {
  #started: RunStarted | undefined;
  #places = new Map<string, number>();
  #cells: CellRecord[] = [];
  readonly #pending = new Set<string>();
  readonly #phases = new Map<string, string>();
  #end: { readonly seconds: number; readonly exit_status: number } | undefined;

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

  async page(): Promise<string | undefined> {
    const started = this.#started;
    if (started === undefined) {
      return undefined;
    }
    const { folder, ...run } = started.run;
    const { seconds = 0, exit_status: status = null } = this.#end ?? {};
    const stored: StoredRun = {
      record: {
        schema_version: recordVersion,
        spip: started.spip,
        run: { ...run, seconds, exit_status: status },
        cells: this.#cells,
      },
      selections: started.selections,
      folder,
    };
    const { writePage } = await import('../html/writePage.ts');
    return writePage(stored, this.#end === undefined ? this.#pending : undefined);
  }

  #begin(event: RunStarted): void {
    this.#started = event;
    const decided = new Map(event.decided.map(({ cell, outcome }) => [cell, outcome]));
    const waiting = unstartedOutcome({ state: 'cancelled', reason: 'interrupted' }, '');
    this.#cells = headsOf(event).map((head) => ({ ...head, ...(decided.get(head.id) ?? waiting) }));
    this.#places = new Map(this.#cells.map(({ id }, place) => [id, place]));
    this.#cells.filter(({ id }) => !decided.has(id)).forEach(({ id }) => this.#pending.add(id));
  }

  #running(cell: string): LiveCell {
    return { place: this.#places.get(cell) ?? -1, phase: this.#phases.get(cell) ?? '' };
  }
}
