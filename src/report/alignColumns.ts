import { padTo, widest } from './displayWidth.ts';
import { paint } from './paint.ts';
import type { Look } from './runReport.ts';

/** A table: a heading and rows, each column as wide as its widest text, two spaces between. */
export function alignColumns(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  look: Pick<Look, 'color'>,
): string {
  const widths = heading.map((title, index) =>
    widest([title, ...rows.map((row) => row[index] ?? '')]),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((text, index) => padTo(text, widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return [paint(look).bold(line(heading)), ...rows.map(line), ''].join('\n');
}
