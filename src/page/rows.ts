import type { PageCell, PageColumn, PageData, PageTable } from '../report/html/pageData.ts';

/** A release in the grid. */
export interface Row {
  readonly table: PageTable;
  readonly version: string;
  /** Places of cells, -1 where there is none. */
  readonly cells: readonly number[];
}

/** A cell and where it stands. */
export interface Spot {
  readonly place: number;
  readonly cell: PageCell;
  readonly row: Row;
  readonly column: PageColumn;
}

export function rowsOf(data: PageData): readonly Row[] {
  return data.tables.flatMap((table) =>
    table.rows.map(([version, cells]) => ({ table, version, cells })),
  );
}

/** The identity of a cell in its run, as the record has it. */
export function idOf({ row, column }: Pick<Spot, 'row' | 'column'>): string {
  const axes = column.axes.map(([axis, value]) => `;${axis}=${value}`).join('');
  return `${row.table.package}==${row.version}@${column.python}${axes}`;
}

/** The command that runs a cell again. */
export function againOf({ row: { table, version }, column }: Spot): string {
  const extras = table.extras.length === 0 ? '' : `[${table.extras.join(',')}]`;
  const beside = [...table.tools, ...column.axes.map(([axis, value]) => `${axis}${value}`)];
  return [
    'spip matrix',
    quoted(`${table.package}${extras}==${version}`),
    `--python ${quoted(column.python)}`,
    ...beside.map((requirement) => `--with ${quoted(requirement)}`),
  ].join(' ');
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
