import type { PageData } from '../report/html/pageData.ts';
import { cellParts } from './cellParts.ts';
import { byId } from './element.ts';
import type { Filter } from './filter.ts';
import { filterHash, isOpen, matcherOf, parseFilter } from './filter.ts';
import { FilterBar } from './filterBar.ts';
import type { ShownRow } from './grid.ts';
import { Grid, partsOf } from './grid.ts';
import { keyHelp } from './help.ts';
import { Follower } from './live.ts';
import type { GridFocus } from './keys.ts';
import { watchKeys } from './keys.ts';
import type { Pager } from './pager.ts';
import { pager } from './pager.ts';
import type { Panel } from './panel.ts';
import { cellPanel } from './panel.ts';
import type { Row, Spot } from './rows.ts';
import { idOf, rowsOf } from './rows.ts';
import { watchCell } from './watchCell.ts';

/** The page as it answers: filter, panels, keys, and addresses that name one of them. The address alone says what is shown. */
export class View {
  readonly #data: PageData;
  readonly #rows: readonly Row[];
  readonly #everything: readonly ShownRow[];
  readonly #grid: Grid;
  readonly #bar: FilterBar;
  readonly #pages: Pager;
  readonly #panel: Panel;
  readonly #keys: GridFocus;
  /** Of a run that goes on. */
  readonly #live: Follower | undefined;
  /** What is shown, in parts; a small run has one, which is made once. */
  #parts: readonly (readonly ShownRow[])[];
  #filter = parseFilter('');
  /** Ends following the cell in the panel. */
  #unwatch: (() => void) | undefined;

  constructor(data: PageData) {
    this.#data = data;
    this.#rows = rowsOf(data);
    this.#everything = this.#rows.map((row) => ({
      row,
      cells: row.cells.map((place) => place !== -1),
    }));
    this.#parts = partsOf(this.#everything);
    this.#grid = new Grid(data, this.#rows);
    this.#live =
      document.getElementById('live') === null
        ? undefined
        : new Follower(this.#grid, data, () => this.#bar.count());
    const help = keyHelp();
    this.#bar = new FilterBar(data);
    this.#bar.open({ onChange: (asked) => go(filterHash(asked)), onHelp: help });
    this.#pages = pager((part) => this.#showPart(part));
    this.#panel = cellPanel((spot) => this.#leave(spot));
    this.#keys = watchKeys(byId('tables'), {
      open: (cell) => this.#open(this.#grid.spotOf(cell)),
      search: () => this.#bar.focus(),
      help,
    });
  }

  start(): void {
    byId('tables').addEventListener('click', ({ target }) => this.#open(this.#grid.spotOf(target)));
    addEventListener('hashchange', () => this.#follow());
    this.#pages.show(0, this.#parts.length);
    this.#bar.show(this.#filter, this.#data.cells.length);
    this.#keys.enter();
    this.#live?.start();
    if (location.hash !== '') {
      this.#follow();
    }
  }

  #follow(): void {
    const { hash } = location;
    const [, group] = /^#group[=-](\d+)$/.exec(hash) ?? [];
    if (hash.startsWith('#cell=')) {
      this.#showCell(nameInHash());
      return;
    }
    this.#panel.close();
    if (group !== undefined) {
      showGroup(group);
    } else if (hash === '' || hash.includes('=')) {
      this.#applyFilter(parseFilter(hash));
    }
  }

  #showCell(id: string): void {
    const spot = this.#find(id);
    if (spot !== undefined) {
      this.#reveal(spot);
      this.#unwatch?.();
      if (this.#live?.isNews(spot.place) === true) {
        this.#unwatch = watchCell(spot, this.#panel);
      } else {
        this.#panel.show(spot, cellParts(spot, this.#data, { isLive: this.#live !== undefined }));
      }
    }
  }

  #applyFilter(asked: Filter): void {
    const match = matcherOf(asked, this.#data);
    const shown = isOpen(asked)
      ? this.#everything
      : this.#rows.flatMap((row) => {
          const cells = match(row);
          return cells === undefined ? [] : [{ row, cells }];
        });
    this.#filter = asked;
    this.#bar.show(
      asked,
      shown.reduce((sum, { cells }) => sum + cells.filter(Boolean).length, 0),
    );
    if (partsOf(this.#everything).length === 1) {
      this.#grid.sift(new Map(shown.map(({ row, cells }) => [row, cells])));
      this.#keys.enter();
    } else {
      this.#parts = partsOf(shown);
      this.#showPart(0);
    }
  }

  #showPart(part: number): void {
    this.#grid.replace(this.#parts[part] ?? []);
    this.#pages.show(part, this.#parts.length);
    this.#keys.enter();
  }

  #open(spot: Spot | undefined): void {
    if (spot !== undefined) {
      go(`cell=${encodeURIComponent(idOf(spot))}`);
    }
  }

  /** Unless the address names something else by now. */
  #leave(spot: Spot): void {
    this.#unwatch?.();
    if (location.hash.startsWith('#cell=') && nameInHash() === idOf(spot)) {
      go(filterHash(this.#filter));
    }
  }

  #reveal({ place, row }: Spot): void {
    const part = this.#parts.findIndex((each) => each.some((one) => one.row === row));
    if (part !== -1 && this.#grid.elementOf(place) === undefined) {
      this.#showPart(part);
    }
    const cell = this.#grid.elementOf(place);
    if (cell !== undefined) {
      this.#keys.focus(cell);
    }
  }

  #find(id: string): Spot | undefined {
    for (const row of this.#rows) {
      for (const [index, place] of row.cells.entries()) {
        const [column, cell] = [row.table.columns[index], this.#data.cells[place]];
        if (column !== undefined && cell !== undefined && idOf({ row, column }) === id) {
          return { place, cell, row, column };
        }
      }
    }
    return undefined;
  }
}

/** Another address is a step that `Back` undoes. */
function go(hash: string): void {
  location.hash = hash;
}

function showGroup(group: string): void {
  const section = document.getElementById(`group-${group}`);
  section?.setAttribute('open', '');
  section?.scrollIntoView();
  section?.querySelector('summary')?.focus();
}

/** What stands behind `#cell=`. */
function nameInHash(): string {
  const text = location.hash.slice('#cell='.length);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
