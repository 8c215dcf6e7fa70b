import type { PageTable } from './pageData.ts';

/** The fewest and most letters that a column has room for. */
export const columnLetters = { least: 4, most: 24 };

/** Classes that say how wide the columns of a table are: in a large grid rows are laid out one by one, when they are seen. */
export function gridClass({ columns, rows }: PageTable): string {
  const first = widestOf(rows.map(([version]) => version));
  const others = widestOf(columns.map(({ title }) => title));
  return `h${Math.max('Release'.length, first)} w${others}`;
}

function widestOf(texts: readonly string[]): number {
  const { least, most } = columnLetters;
  return texts.reduce((width, text) => Math.max(width, Math.min(most, text.length)), least);
}
