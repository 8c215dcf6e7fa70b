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
  #rows = new Map<HTMLTableRowElement, Row>();

  constructor(data: PageData, rows: readonly Row[]) {
    this.#data = data;
    this.#adopt(rows);
  }

  /** Shows these rows and no others, of those that stand in the page. */
  sift(shown: ReadonlyMap<Row, readonly boolean[]>): void {
    for (const [tr, row] of this.#rows) {
      const cells = shown.get(row);
      tr.hidden = cells === undefined;
      if (cells !== undefined) {
        for (const [index, isShown] of cells.entries()) {
          tr.cells[index + 1]?.classList.toggle('out', !isShown);
        }
      }
    }
    for (const section of byId('tables').querySelectorAll('section')) {
      section.hidden = section.querySelector('tbody tr:not([hidden])') === null;
    }
  }

  /** Makes the tables anew, of these rows. */
  replace(shown: readonly ShownRow[]): void {
    this.#rows = new Map();
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
          { role: 'grid' },
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
    for (const [tr, row] of this.#rows) {
      const index = row.cells.indexOf(place);
      if (index !== -1) {
        return tr.cells[index + 1];
      }
    }
    return undefined;
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
        this.#rows.set(tr, row);
      }
    }
  }

  #rowElement({ row, cells }: ShownRow): HTMLTableRowElement {
    const places = row.cells.map((place, index) => {
      const verdict = this.#data.verdicts[this.#data.cells[place]?.v ?? -1];
      if (verdict === undefined) {
        return element('td');
      }
      const shown = cells[index] === true ? '' : ' out';
      const word = element('span', {}, ` ${verdict.word}`);
      return element('td', { class: stateClasses[verdict.state] + shown }, verdict.symbol, word);
    });
    const tr = element('tr', {}, element('th', { scope: 'row' }, row.version), ...places);
    this.#rows.set(tr, row);
    return tr;
  }
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
