import { gridClass } from '../report/html/gridClass.ts';
import type { PageData } from '../report/html/pageData.ts';
import { mostCellsShown, stateClasses } from '../report/html/pageData.ts';
import { byId, element } from './element.ts';
import type { Row, Spot } from './rows.ts';

/** A row with those of its cells that are shown. */
export interface ShownRow {
  readonly row: Row;
  readonly cells: readonly boolean[];
}

/** The tables of the page: of a large run, one part of its rows. */
export class Grid {
  readonly #data: PageData;
  /** The rows that stand in the page, by their elements. */
  readonly #rows = new Map<HTMLTableRowElement, Row>();
  /** Their elements, by the places of their cells. */
  readonly #elements = new Map<number, HTMLTableRowElement>();
  /** In which more rows are shown. */
  #frame = 0;

  constructor(data: PageData, rows: readonly Row[]) {
    this.#data = data;
    this.#adopt(rows);
  }

  /** Shows these rows and no others, of those that stand in the page: at once what one sees, the others soon. */
  sift(shown: ReadonlyMap<Row, readonly boolean[]>): void {
    cancelAnimationFrame(this.#frame);
    const coming: [HTMLTableRowElement, readonly boolean[]][] = [];
    const sections = new Set(byId('tables').querySelectorAll('section'));
    for (const [tr, row] of this.#rows) {
      const cells = shown.get(row);
      if (cells === undefined) {
        tr.hidden = true;
      } else {
        coming.push([tr, cells]);
      }
    }
    const used = new Set(coming.map(([tr]) => tr.closest('section')));
    sections.forEach((section) => {
      section.hidden = !used.has(section);
    });
    this.#showNext(coming, 0);
  }

  /** Shows rows from one of them on, as many as a frame takes. */
  #showNext(
    rows: readonly (readonly [HTMLTableRowElement, readonly boolean[]])[],
    first: number,
  ): void {
    let next = first;
    let changed = 0;
    while (next < rows.length && changed < mostChanged) {
      const [tr, cells] = rows[next] ?? [];
      changed += tr === undefined || cells === undefined ? 0 : showRow(tr, cells);
      next += 1;
    }
    if (next < rows.length) {
      this.#frame = requestAnimationFrame(() => this.#showNext(rows, next));
    }
  }

  /** Makes the tables anew, of these rows. */
  replace(shown: readonly ShownRow[]): void {
    this.#rows.clear();
    this.#elements.clear();
    const tables = Map.groupBy(shown, ({ row }) => row.table);
    byId('tables').replaceChildren(
      ...[...tables].map(([table, rows]) => {
        const name = table.package;
        const head = ['Release', ...table.columns.map(({ title }) => title)];
        const heads = head.map((title) => element('th', { scope: 'col' }, title));
        const body = element('tbody', {}, ...rows.map((one) => this.#rowElement(one)));
        const region = {
          class: 'wide',
          role: 'region',
          tabindex: '0',
          'aria-label': `Grid of ${name}`,
        };
        const grid = element(
          'table',
          { role: 'grid', class: gridClass(table) },
          element('caption', {}, `Outcomes of ${name} by release and Python`),
          element('thead', {}, element('tr', {}, ...heads)),
          body,
        );
        return element(
          'section',
          { class: 'grid' },
          element('h3', {}, name),
          element('div', region, grid),
        );
      }),
    );
  }

  /** The cell of an element, if it is one. */
  spotOf(target: EventTarget | null): Spot | undefined {
    const td = target instanceof Element ? target.closest('td') : null;
    const row =
      td?.parentElement instanceof HTMLTableRowElement
        ? this.#rows.get(td.parentElement)
        : undefined;
    if (td === null || row === undefined) {
      return undefined;
    }
    const index = td.cellIndex - 1;
    const [place = -1, column] = [row.cells[index], row.table.columns[index]];
    const cell = this.#data.cells[place];
    return cell === undefined || column === undefined ? undefined : { place, cell, row, column };
  }

  /** The element of a cell, if it stands in the page. */
  elementOf(place: number): HTMLTableCellElement | undefined {
    const tr = this.#elements.get(place);
    const index = tr === undefined ? -1 : (this.#rows.get(tr)?.cells.indexOf(place) ?? -1);
    return index === -1 ? undefined : tr?.cells[index + 1];
  }

  /** Shows what a cell does or has come to, if it stands in the page. */
  fill(place: number, look: string, text: string): void {
    const td = this.elementOf(place);
    if (td !== undefined) {
      td.className = td.classList.contains('out') ? `${look} out` : look;
      td.textContent = text;
    }
  }

  /** Takes the rows over that stand in the page from the beginning. */
  #adopt(rows: readonly Row[]): void {
    for (const table of byId('tables').querySelectorAll('table')) {
      table.setAttribute('role', 'grid');
    }
    const found = byId('tables').querySelectorAll<HTMLTableRowElement>('tbody tr');
    for (const [index, tr] of found.entries()) {
      const row = rows[index];
      if (row !== undefined) {
        this.#keep(tr, row);
      }
    }
  }

  #keep(tr: HTMLTableRowElement, row: Row): void {
    this.#rows.set(tr, row);
    row.cells.forEach((place) => this.#elements.set(place, tr));
  }

  #rowElement({ row, cells }: ShownRow): HTMLTableRowElement {
    const places = row.cells.map((place, index) => {
      const cell = this.#data.cells[place];
      if (cell === undefined) {
        return element('td');
      }
      const verdict = this.#data.verdicts[cell.v];
      const look = verdict === undefined ? 'w' : stateClasses[verdict.state];
      const shown = cells[index] === true ? '' : ' out';
      return element('td', { class: look + shown }, verdict?.word ?? 'waiting');
    });
    const tr = element('tr', {}, element('th', { scope: 'row' }, row.version), ...places);
    this.#keep(tr, row);
    return tr;
  }
}

// Cells; more in one frame are felt.
const mostChanged = 1500;

/** Shows a row with these of its cells; returns how many have changed. */
function showRow(tr: HTMLTableRowElement, cells: readonly boolean[]): number {
  let changed = tr.hidden ? cells.length : 0;
  tr.hidden = false;
  for (const [index, isShown] of cells.entries()) {
    const td = tr.cells[index + 1];
    if (td?.classList.contains('out') === isShown) {
      td.classList.toggle('out');
      changed += 1;
    }
  }
  return changed;
}

/** Rows in parts of which each fits into the page. */
export function partsOf(rows: readonly ShownRow[]): readonly (readonly ShownRow[])[] {
  const parts: ShownRow[][] = [[]];
  let left = mostCellsShown;
  for (const shown of rows) {
    if (shown.cells.length > left) {
      parts.push([]);
      left = mostCellsShown;
    }
    parts.at(-1)?.push(shown);
    left -= shown.cells.length;
  }
  return parts;
}
