import type { Pane } from '../../model/context.ts';
import { displayWidth } from '../displayWidth.ts';
import { hideCursor, showCursor } from '../screen.ts';

// DEC private mode 2026: the terminal shows everything between the two at once, so nothing flickers.
const beginSync = '\u001B[?2026h';
const endSync = '\u001B[?2026l';
const eraseDown = '\u001B[J';
const eraseLine = '\u001B[2K';

/** A few lines at the bottom of a terminal that are drawn again in place. */
export class Redraw {
  readonly #pane: Pick<Pane, 'columns' | 'write'>;
  #drawn: readonly string[] = [];
  #drawnColumns = 0;

  constructor(pane: Pick<Pane, 'columns' | 'write'>) {
    this.#pane = pane;
  }

  /** Draws these lines in place of the last ones; lines that did not change are not written. */
  show(lines: readonly string[]): void {
    const drawn = this.#drawn;
    if (lines.length !== drawn.length || this.#pane.columns() !== this.#drawnColumns) {
      this.#drawAll(lines, '');
    } else if (lines.some((line, index) => line !== drawn[index])) {
      const rows = lines.map((line, index) =>
        line === drawn[index] ? '\n' : `${eraseLine}${line}\n`,
      );
      this.#pane.write(`${beginSync}${this.#home()}${rows.join('')}${endSync}`);
      this.#drawn = lines;
    }
  }

  /** Prints whole lines that stay, above the drawn ones. */
  above(text: string): void {
    if (this.#drawn.length === 0) {
      this.#pane.write(text);
    } else {
      this.#drawAll(this.#drawn, text);
    }
  }

  /** Removes the drawn lines and gives the cursor back. */
  clear(): void {
    if (this.#drawn.length > 0) {
      this.#pane.write(`${beginSync}${this.#home()}${eraseDown}${showCursor}${endSync}`);
      this.#drawn = [];
    }
  }

  #drawAll(lines: readonly string[], before: string): void {
    const text = lines.map((line) => `${line}\n`).join('');
    const hide = this.#drawn.length === 0 && lines.length > 0 ? hideCursor : '';
    this.#pane.write(`${beginSync}${hide}${this.#home()}${eraseDown}${before}${text}${endSync}`);
    this.#drawn = lines;
    this.#drawnColumns = this.#pane.columns();
  }

  /** To the first column of the first drawn line. A terminal that became narrower has broken lines. */
  #home(): string {
    const columns = this.#pane.columns();
    const rows =
      columns >= this.#drawnColumns
        ? this.#drawn.length
        : this.#drawn.reduce(
            (sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / columns)),
            0,
          );
    return rows === 0 ? '' : `\r\u001B[${rows}A`;
  }
}
