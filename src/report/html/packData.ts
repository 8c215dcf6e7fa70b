import type { PageCell, PageData, PageRow, PageStep, PageTable } from './pageData.ts';

/**
 * The data of the page as it travels: what all cells have stands in columns, which compress to a fraction of a list of
 * objects. Absent texts are '', absent places -1.
 */
export interface PackedData extends Omit<PageData, 'cells' | 'tables'> {
  readonly tables: readonly PackedTable[];
  readonly columns: Columns;
  /** What the steps of cells come to, each kind of list once. */
  readonly shapes: readonly (readonly StepShape[])[];
  /** What few cells have, by their places. */
  readonly rare: readonly (readonly [place: number, members: Rare])[];
}

type Rare = Pick<PageCell, 'n' | 'a' | 'o'>;

interface PackedTable extends Omit<PageTable, 'rows'> {
  /** Cells that follow each other are named by the first of them. */
  readonly rows: readonly (readonly [version: string, cells: number | readonly number[]])[];
}

type StepShape = readonly [name: string, word: string, end: string, log: string | null];

interface Columns {
  readonly v: readonly number[];
  readonly i: readonly number[];
  readonly m: readonly number[];
  readonly h: readonly number[];
  readonly p: readonly number[];
  readonly c: readonly number[];
  readonly e: readonly string[];
  /** Hundredths of a second. */
  readonly s: readonly number[];
  /** Shapes of steps; -1: it had none. */
  readonly t: readonly number[];
  /** Hundredths of a second of each step, of one cell after the other. */
  readonly u: readonly number[];
  /** What the paths of a cell's logs begin with. */
  readonly l: readonly string[];
}

export function packData({ cells, tables, ...rest }: PageData): PackedData {
  const shapes = new Map<string, number>();
  const stems = cells.map(({ t = [] }) => stemOf(t.flatMap(([, , , , log]) => log || [])));
  const shapeOf = ({ t }: PageCell, index: number): number => {
    if (t === undefined) {
      return -1;
    }
    const key = JSON.stringify(t.map((step) => shapeOfStep(step, stems[index] ?? '')));
    const known = shapes.get(key) ?? shapes.size;
    shapes.set(key, known);
    return known;
  };
  const places = (name: 'm' | 'h' | 'p' | 'c'): readonly number[] =>
    cells.map((cell) => cell[name] ?? -1);
  const columns = {
    v: cells.map(({ v }) => v),
    i: cells.map(({ i }) => i),
    m: places('m'),
    h: places('h'),
    p: places('p'),
    c: places('c'),
    e: cells.map(({ e }) => e ?? ''),
    s: cells.map(({ s }) => hundredths(s)),
    t: cells.map(shapeOf),
    u: cells.flatMap(({ t = [] }) => t.map(([, , seconds]) => hundredths(seconds))),
    l: stems,
  };
  return {
    ...rest,
    tables: tables.map((table) => ({ ...table, rows: table.rows.map(packRow) })),
    columns,
    shapes: [...shapes.keys()].map((key) => JSON.parse(key) as readonly StepShape[]),
    rare: cells.flatMap(({ n, a, o }, place) =>
      n === undefined && a === undefined && o === undefined ? [] : [[place, { n, a, o }] as const],
    ),
  };
}

export function unpackData({ columns, shapes, rare, tables, ...rest }: PackedData): PageData {
  const rareOf = new Map(rare);
  let steps = 0;
  const stepsOf = (place: number): readonly PageStep[] | undefined =>
    shapes[columns.t[place] ?? -1]?.map(([name, word, end, log]) => {
      const seconds = (columns.u[steps] ?? 0) / 100;
      steps += 1;
      return [name, word, seconds, end, log === null ? '' : `${columns.l[place] ?? ''}${log}`];
    });
  return {
    ...rest,
    tables: tables.map((table) => ({ ...table, rows: table.rows.map(unpackRow(table)) })),
    cells: columns.v.map((v, place) => ({
      v,
      i: columns.i[place] ?? -1,
      s: (columns.s[place] ?? 0) / 100,
      m: unlessNone(columns.m[place]),
      h: unlessNone(columns.h[place]),
      p: unlessNone(columns.p[place]),
      c: unlessNone(columns.c[place]),
      e: columns.e[place] === '' ? undefined : columns.e[place],
      t: stepsOf(place),
      ...rareOf.get(place),
    })),
  };
}

function unlessNone(place: number | undefined): number | undefined {
  return place === -1 ? undefined : place;
}

function hundredths(seconds: number): number {
  return Math.round(seconds * 100);
}

function shapeOfStep([name, word, , end, log]: PageStep, stem: string): StepShape {
  return [name, word, end, log === '' ? null : log.slice(stem.length)];
}

/** What all these texts begin with. */
function stemOf([first = '', ...others]: readonly string[]): string {
  let length = first.length;
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) {
      length -= 1;
    }
  }
  return first.slice(0, length);
}

function packRow([version, cells]: PageRow): PackedTable['rows'][number] {
  const [first = -1] = cells;
  const follow = first !== -1 && cells.every((place, index) => place === first + index);
  return [version, follow ? first : cells];
}

function unpackRow({
  columns,
}: Pick<PageTable, 'columns'>): (row: PackedTable['rows'][number]) => PageRow {
  return ([version, cells]) => [
    version,
    typeof cells === 'number' ? columns.map((_, index) => cells + index) : cells,
  ];
}
