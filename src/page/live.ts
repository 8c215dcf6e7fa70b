import type { LiveCell, LiveMessage } from '../report/html/liveMessage.ts';
import { stateClasses } from '../report/html/pageData.ts';
import { byId } from './element.ts';
import type { Grid } from './grid.ts';

/** Follows a run that goes on. */
export class Follower {
  readonly #grid: Grid;
  readonly #all: number;
  readonly #done = new Set<number>();
  /** Seconds of this page's clock at which cells began what they do. */
  readonly #since = new Map<number, { readonly phase: string; readonly begun: number }>();

  constructor(grid: Grid, all: number) {
    this.#grid = grid;
    this.#all = all;
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
        this.#tell();
      }
    });
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) {
        byId('live').textContent = 'The run is no longer followed.';
      }
    });
    setInterval(() => this.#showTimes(), 1000);
  }

  /** Whether the page knows no more of a cell than its outcome. */
  isNews(place: number): boolean {
    return this.#done.has(place);
  }

  #take(cell: LiveCell): void {
    const td = this.#grid.elementOf(cell.place);
    if ('phase' in cell) {
      const known = this.#since.get(cell.place);
      const begun = known?.phase === cell.phase ? known.begun : performance.now() / 1000;
      this.#since.set(cell.place, { phase: cell.phase, begun });
      td?.classList.add('r');
    } else {
      this.#since.delete(cell.place);
      if (td?.classList.contains('w') === true || td?.classList.contains('r') === true) {
        this.#done.add(cell.place);
        const { state, symbol, word } = cell.verdict;
        td.className = stateClasses[state];
        fill(td, symbol, ` ${word}`);
      }
    }
  }

  #showTimes(): void {
    for (const [place, { phase, begun }] of this.#since) {
      const td = this.#grid.elementOf(place);
      if (td !== undefined) {
        fill(td, `${phase} ${Math.floor(performance.now() / 1000 - begun)} s`, '');
      }
    }
  }

  #tell(): void {
    const left = document.querySelectorAll('#tables td.w').length;
    byId('live').textContent =
      `Running: ${this.#all - left} of ${this.#all} cells done or under way, ${this.#since.size} at work.`;
  }
}

function fill(td: HTMLTableCellElement, text: string, word: string): void {
  const span = document.createElement('span');
  span.textContent = word;
  td.replaceChildren(text, ...(word === '' ? [] : [span]));
}
