import { join } from 'node:path';
import type { CellRecord } from '../../model/record.ts';
import type { Cause } from '../causes.ts';
import { causesOf, decisiveLog } from '../causes.ts';
import { countOf } from '../countOf.ts';
import { formatSeconds } from '../formatSeconds.ts';
import { openedText } from '../openedText.ts';
import type { RunReport } from '../runReport.ts';
import { columnOf, compareColumns } from '../runReport.ts';
import { countedAs, meaningOf, outcomeOf, outcomes, symbolOf } from '../symbols.ts';
import { whichCells } from '../whichCells.ts';
import { codeBlock, codeSpan, named } from './markdownText.ts';
import { Page } from './page.ts';

/**
 * A run for a pull request or a job's summary: what is not clean by its cause, then the grid, in at most so many bytes. What
 * found no room is counted in the last line.
 */
export function markdownText(report: RunReport, maxBytes: number): string {
  const { cells } = report.record;
  const page = new Page(maxBytes - lastLineBytes);
  page.add(headText(report));
  const causes = causesOf(cells);
  // The grid gets a third, if it needs it.
  page.reserve(Math.floor(maxBytes / 3));
  const toldCauses = page.addSome(causes.map((cause) => causeText(cause, report)));
  page.reserve(0);
  const rows = report.selections.map((selection) => gridOf(selection.package, cells));
  const toldRows = rows.map(({ head, lines }) => (page.add(head) ? page.addSome(lines) : 0));
  page.add(legendText(cells));
  const allRows = rows.reduce((sum, { lines }) => sum + lines.length, 0);
  const untold = allRows - toldRows.reduce((sum, told) => sum + told, 0);
  const left = [
    ...(causes.length > toldCauses ? [countOf(causes.length - toldCauses, 'cause')] : []),
    ...(untold > 0 ? [`${countOf(untold, 'row')} of the grid`] : []),
  ];
  return left.length === 0
    ? page.text
    : `${page.text}\n**Left out for want of room: ${left.join(' and ')}.** \`spip show ${named(report.record.run.id)}\` has all.\n`;
}

const lastLineBytes = 200;

function headText({ record: { cells, run, spip } }: RunReport): string {
  const counts = Map.groupBy(cells, outcomeOf);
  const told = outcomes.flatMap((outcome) => {
    const count = counts.get(outcome)?.length ?? 0;
    return count === 0
      ? []
      : [`${symbolOf(outcome, { unicode: true })} ${count} ${countedAs(outcome)}`];
  });
  const text = openedText(run);
  const opened = text === '' ? '' : `, opened to cells: ${named(text)}`;
  const packages = [...new Set(cells.map((cell) => cell.package))];
  const title =
    packages.length > 3 || packages.length === 0
      ? `${packages.length} packages`
      : packages.map(named).join(', ');
  const unfinished = run.exit_status === null ? '\n**This run did not come to its end.**\n' : '';
  const nothing = cells.every(({ state }) => state === 'not-applicable')
    ? '\n**No cell applied: nothing was tested.**\n'
    : '';
  return (
    `## spip: ${title}\n\n**${countOf(cells.length, 'cell')}:** ${told.join(', ')} ` +
    `in ${formatSeconds(run.seconds)}\n${unfinished}${nothing}\n` +
    `<sub>run ${named(run.id)}, ${named(run.started)}, ${named(run.platform)}, sandbox ${run.sandbox}${opened}, spip ${named(spip)}</sub>\n`
  );
}

// Lines of one message; the log holds the rest.
const mostLines = 25;
const mostCharacters = 4000;

function causeText({ first, cells, same }: Cause, report: RunReport): string {
  const outcome = outcomeOf(first);
  const log = decisiveLog(first);
  const lines = first.message.slice(0, mostCharacters).split('\n');
  const shown = lines.slice(0, mostLines).join('\n');
  const cut = shown.length < first.message.length ? '\n...' : '';
  const parts = [
    `\n### ${symbolOf(outcome, { unicode: true })} ${first.reason}: ${countOf(cells.length, 'cell')}\n`,
    `\n${codeSpan(whichCells(cells, report.record.cells))}\n`,
    ...(first.message === '' ? [] : [`\n${codeBlock(`${shown}${cut}`)}`]),
    ...(first.hint === null ? [] : [`\nhint: ${codeSpan(first.hint)}\n`]),
    ...(log === undefined ? [] : [`\nlog: ${codeSpan(join(report.folder, log))}\n`]),
    ...(same ? [] : [`\n<sub>of ${codeSpan(first.id)}; the others are alike</sub>\n`]),
  ];
  return parts.join('');
}

interface Grid {
  readonly head: string;
  readonly lines: readonly string[];
}

/** A table of one package: a row per release, a column per Python and axes. */
function gridOf(name: string, all: readonly CellRecord[]): Grid {
  const cells = all.filter((cell) => cell.package === name);
  const columns = [...new Set(cells.map(columnOf))].toSorted(compareColumns);
  const releases = Map.groupBy(cells, ({ version }) => version);
  const lines = [...releases].map(([version, own]) => {
    const byColumn = new Map(own.map((cell) => [columnOf(cell), cell]));
    const places = columns.map((column) => {
      const cell = byColumn.get(column);
      return cell === undefined ? '' : symbolOf(outcomeOf(cell), { unicode: true });
    });
    return `| ${[named(version), ...places].join(' | ')} |\n`;
  });
  const heading = `| ${[named(name), ...columns.map(named)].join(' | ')} |\n`;
  const rule = `| --- |${' :-: |'.repeat(columns.length)}\n`;
  return { head: `\n${heading}${rule}`, lines };
}

/** Only what occurs, and nothing where all cells passed. */
function legendText(cells: readonly CellRecord[]): string {
  const found = new Set(cells.map(outcomeOf));
  const entries = outcomes
    .filter((outcome) => found.has(outcome))
    .map((outcome) => `${symbolOf(outcome, { unicode: true })} ${meaningOf(outcome)}`);
  return found.size === 1 && found.has('pass') ? '' : `\n<sub>${entries.join(' · ')}</sub>\n`;
}
