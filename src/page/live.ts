import { formatSeconds } from '../report/formatSeconds.ts';
import type { LiveCell, LiveMessage } from '../report/html/liveMessage.ts';
import type { PageData, PageVerdict } from '../report/html/pageData.ts';
import { stateClasses } from '../report/html/pageData.ts';
import { byId } from './element.ts';
import type { Grid } from './grid.ts';

/** Follows a run that goes on: takes what came of its cells into the data and the grid. */
export class Follower {
  readonly #grid: Grid;
  readonly #data: PageData;
  readonly #onCount: () => void;
  /** Cells of which the page knew nothing when it was made. */
  readonly #news: ReadonlySet<number>;
  readonly #waiting: Set<number>;
  /** Milliseconds of this page's clock at which cells began what they do. */
  readonly #since = new Map<number, { readonly phase: string; readonly begun: number }>();

  /** `onCount` is called when what came of the cells has changed, once a second at most. */
  constructor(grid: Grid, data: PageData, onCount: () => void) {
    this.#grid = grid;
    this.#data = data;
    this.#onCount = onCount;
    this.#waiting = new Set(data.cells.flatMap(({ v }, place) => (v === -1 ? [place] : [])));
    this.#news = new Set(this.#waiting);
  }

  start(): void {
    const source = new EventSource('events');
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      // The server of this very page wrote it.
      const message = JSON.parse(data) as LiveMessage;
      if ('ended' in message) {
        source.close();
        location.reload();
      } else {
        message.cells.forEach((cell) => this.#take(cell));
      }
    });
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) {
        byId('live').textContent = 'The run is no longer followed.';
      }
    });
    setInterval(() => this.#tell(), 1000);
  }

  /** Whether all about a cell is to be asked for. */
  isNews(place: number): boolean {
    return this.#news.has(place);
  }

  #take(cell: LiveCell): void {
    if ('phase' in cell) {
      const known = this.#since.get(cell.place);
      const begun = known?.phase === cell.phase ? known.begun : performance.now();
      this.#since.set(cell.place, { phase: cell.phase, begun });
      this.#grid.fill(cell.place, 'r', runningText(cell.phase, begun));
    } else if (this.#waiting.delete(cell.place)) {
      this.#since.delete(cell.place);
      const own = this.#data.cells[cell.place];
      if (own !== undefined) {
        own.v = verdictPlace(cell.verdict, this.#data.verdicts);
      }
      this.#grid.fill(cell.place, stateClasses[cell.verdict.state], cell.verdict.word);
    }
  }

  #tell(): void {
    for (const [place, { phase, begun }] of this.#since) {
      this.#grid.fill(place, 'r', runningText(phase, begun));
    }
    const all = this.#data.cells.length;
    const done = all - this.#waiting.size;
    byId('live').textContent = `${done} of ${all} cells done, ${this.#since.size} running`;
    byId('progress').setAttribute('value', String(done));
    this.#onCount();
  }
}

function runningText(phase: string, begun: number): string {
  const seconds = Math.floor((performance.now() - begun) / 1000);
  return `${phase} ${seconds < 60 ? `${seconds} s` : formatSeconds(seconds)}`;
}

function verdictPlace(verdict: PageVerdict, known: PageVerdict[]): number {
  const place = known.findIndex(
    ({ state, reason }) => state === verdict.state && reason === verdict.reason,
  );
  return place === -1 ? known.push(verdict) - 1 : place;
}
