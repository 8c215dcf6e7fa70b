import type { Cause } from '../causes.ts';
import { countOf } from '../countOf.ts';
import type { RunReport } from '../runReport.ts';
import { outcomeOf } from '../symbols.ts';
import { whichCells } from '../whichCells.ts';
import { htmlText } from './htmlText.ts';
import { signHtml } from './signHtml.ts';

// Who has more causes than that finds them in the grid.
const mostCauses = 200;
const mostCharacters = 6000;

/** Why cells are not clean passes: a section for each cause. */
export function causesHtml(causes: readonly Cause[], { record: { cells } }: RunReport): string {
  if (causes.length === 0) {
    return '';
  }
  const shown = causes.slice(0, mostCauses).map((cause, index) => {
    const { first } = cause;
    const hint = first.hint === null ? '' : `<p><b>hint:</b> ${htmlText(first.hint)}</p>`;
    const message =
      first.message === '' ? '' : `<pre tabindex=0>${htmlText(shortened(first.message))}</pre>`;
    const whose = cause.same
      ? ''
      : `<p class=small>of ${htmlText(first.id)}; the others are alike</p>`;
    return (
      `<details class=cause id="group-${index}"${index < mostOpen ? ' open' : ''}><summary>` +
      `${signHtml(outcomeOf(first))} <b>${first.reason}</b>: ${countOf(cause.cells.length, 'cell')} ` +
      `<span class=who>${htmlText(whichCells(cause.cells, cells))}</span></summary>` +
      `${message}${hint}${whose}</details>\n`
    );
  });
  const left = causes.length - shown.length;
  const more = left === 0 ? '' : `<p>${countOf(left, 'cause')} more: the grid has their cells.</p>`;
  return `<section aria-labelledby=causes><h2 id=causes tabindex=-1>Why not everything passed</h2>\n${shown.join('')}${more}</section>\n`;
}

// The others are opened by whoever reads on.
const mostOpen = 5;

function shortened(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}\n...`;
}
