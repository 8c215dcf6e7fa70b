import { htmlText } from './htmlText.ts';
import { gridClass } from './gridClass.ts';
import type { PageData, PageRow, PageTable } from './pageData.ts';
import { mostCellsShown, stateClasses } from './pageData.ts';

/** The grids, one for each package: a row per release, a column per Python and axes. */
export function tablesHtml(data: PageData): string {
  let left = mostCellsShown;
  return data.tables
    .map((table) => {
      const fitting = Math.max(0, Math.floor(left / table.columns.length));
      const rows = table.rows.slice(0, fitting);
      left -= rows.length * table.columns.length;
      return rows.length === 0
        ? ''
        : tableHtml(
            table,
            rows.map((row) => rowHtml(row, data)),
          );
    })
    .join('');
}

function tableHtml(table: PageTable, rows: readonly string[]): string {
  const heads = table.columns.map(({ title }) => `<th scope=col>${htmlText(title)}`).join('');
  const body = rows.join('\n');
  const name = htmlText(table.package);
  return `<section class=grid><h3>${name}</h3><div class=wide role=region tabindex=0 aria-label="Grid of ${name}"><table class="${gridClass(table)}"><caption>Outcomes of ${name} by release and Python</caption><thead><tr><th scope=col>Release${heads}</thead><tbody>\n${body}</tbody></table></div></section>\n`;
}

// Tags that may be left out are left out, and signs come with the style: there are many cells.
function rowHtml([version, cells]: PageRow, data: PageData): string {
  const places = cells.map((place) => {
    const cell = data.cells[place];
    if (cell === undefined) {
      return '<td>';
    }
    const verdict = data.verdicts[cell.v];
    return verdict === undefined
      ? '<td class=w>waiting'
      : `<td class=${stateClasses[verdict.state]}>${verdict.word}`;
  });
  return `<tr><th scope=row>${htmlText(version)}${places.join('')}`;
}
