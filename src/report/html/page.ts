import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { CellRecord } from '../../model/record.ts';
import { causesOf } from '../causes.ts';
import { countOf } from '../countOf.ts';
import { formatSeconds } from '../formatSeconds.ts';
import { openedText } from '../openedText.ts';
import type { RunReport } from '../runReport.ts';
import type { Outcome } from '../symbols.ts';
import { countedAs, meaningOf, outcomeOf, outcomes } from '../symbols.ts';
import { causesHtml } from './causes.ts';
import { collectData } from './collectData.ts';
import { htmlText } from './htmlText.ts';
import { packData } from './packData.ts';
import { mostCellsShown, stateClasses } from './pageData.ts';
import { pageStyle } from './pageStyle.ts';
import { signHtml } from './signHtml.ts';
import { tablesHtml } from './tables.ts';

export interface PageParts {
  /** Ids of cells that have no outcome yet; `undefined`: the run has ended, and the page follows nothing. */
  readonly pending?: ReadonlySet<string> | undefined;
  /** The ends of logs, by the id of the cell. */
  readonly logs: ReadonlyMap<string, string>;
  /** The page's own program. */
  readonly script: string;
}

/**
 * A run as one page that needs nothing beside it: the grid stands in it as tables, what one can ask of a cell as compressed
 * data that its script reads.
 */
export function htmlPage(report: RunReport, { logs, script, pending }: PageParts): string {
  const { cells } = report.record;
  const isLive = pending !== undefined;
  const ended = isLive ? cells.filter(({ id }) => !pending.has(id)) : cells;
  const causes = causesOf(ended);
  const data = collectData(report, { causes, logs, pending: pending ?? new Set() });
  const packed = deflateSync(JSON.stringify(packData(data))).toString('base64');
  const title = htmlText(titleOf(cells));
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(pageStyle)}'`,
    ...(isLive ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang=en><head><meta charset=utf-8>',
    `<meta http-equiv=Content-Security-Policy content="${policy}">`,
    '<meta name=viewport content="width=device-width, initial-scale=1">',
    '<meta name=color-scheme content="light dark">',
    `<title>${title} - spip</title>`,
    `<style>${pageStyle}</style></head><body>`,
    `<a class=skip href="#grid">Skip to the grid</a>`,
    `<header><h1>${title}</h1>${isLive ? '' : shareHtml(cells)}${factsHtml(report, isLive)}</header><main>`,
    isLive
      ? `<p id=live role=status>The run goes on.</p><progress id=progress max=${cells.length} value=${ended.length} aria-label="Cells that are done"></progress>`
      : warningsHtml(report),
    `<section aria-labelledby=grid><h2 id=grid tabindex=-1>What works where</h2>`,
    `<div id=tools>${countsHtml(ended)}</div>`,
    cells.length > mostCellsShown
      ? `<noscript><p>Without a script only the first ${mostCellsShown} of ${cells.length} cells are shown.</p></noscript>`
      : '',
    `<div id=tables class="${[...(cells.length > mostBeside ? ['long'] : []), ...(isLive ? ['live'] : [])].join(' ')}">${tablesHtml(data)}</div>${legendHtml(ended)}</section>`,
    causesHtml(causes, report),
    '</main>',
    `<footer><p class=small>Written by spip ${htmlText(report.record.spip)}</p></footer>`,
    `<script type="application/octet-stream" id=data>${packed}</script>`,
    `<script>${script}</script>`,
    '</body></html>',
    '',
  ].join('\n');
}

// Cells whose tables stand side by side; of a larger run only the rows that one sees are laid out.
const mostBeside = 2000;

function titleOf(cells: readonly CellRecord[]): string {
  const packages = [...new Set(cells.map((cell) => cell.package))];
  return packages.length === 0 || packages.length > 3
    ? `${packages.length} packages`
    : packages.join(', ');
}

/** How many cells came to what, as one bar. */
function shareHtml(cells: readonly CellRecord[]): string {
  let start = 0;
  const parts = countsOf(cells).map(([outcome, count]) => {
    const part = `<rect class=${stateClasses[outcome]} x=${start} width=${count} height=1 />`;
    start += count;
    return part;
  });
  return `<svg class=share viewBox="0 0 ${Math.max(1, start)} 1" preserveAspectRatio=none aria-hidden=true>${parts.join('')}</svg>`;
}

function factsHtml({ record: { cells, run } }: RunReport, isLive: boolean): string {
  const facts = [
    countOf(cells.length, 'cell'),
    ...(isLive ? [] : [formatSeconds(run.seconds)]),
    `${run.jobs} ${run.jobs === 1 ? 'job' : 'jobs'}`,
    run.sandbox === 'none' ? 'no sandbox' : `sandbox ${run.sandbox}`,
    ...(openedText(run) === '' ? [] : [`opened to cells: ${openedText(run)}`]),
    run.platform,
    `run ${run.id}`,
    `${run.started.slice(0, 16).replace('T', ' ')} UTC`,
  ];
  return `<p class=small>${facts.map(htmlText).join(' · ')}</p>`;
}

function warningsHtml({ record: { cells, run } }: RunReport): string {
  const warnings = [
    ...(run.exit_status === null ? ['This run did not come to its end.'] : []),
    ...(cells.every(({ state }) => state === 'not-applicable')
      ? ['No cell applied: nothing was tested, so this is not a success.']
      : []),
    ...(run.sandbox === 'none'
      ? ['No sandbox: the code under test could use the network and reach files and processes.']
      : []),
  ];
  return warnings.map((text) => `<p class=warning>${text}</p>`).join('');
}

/** How many cells came to what, in the order of the legend. */
function countsOf(cells: readonly CellRecord[]): readonly (readonly [Outcome, number])[] {
  const counts = Map.groupBy(cells, outcomeOf);
  return outcomes.flatMap((outcome) => {
    const count = counts.get(outcome)?.length ?? 0;
    return count === 0 ? [] : [[outcome, count] as const];
  });
}

/** Stands where the script puts the filter. */
function countsHtml(cells: readonly CellRecord[]): string {
  const chips = countsOf(cells).map(
    ([outcome, count]) =>
      `<li class="chip ${stateClasses[outcome]}">${signHtml(outcome)} ${countedAs(outcome)} <b>${count}</b>`,
  );
  return `<ul class=counts>${chips.join('')}</ul>`;
}

function legendHtml(cells: readonly CellRecord[]): string {
  const entries = countsOf(cells).map(
    ([outcome]) => `<li>${signHtml(outcome)} ${meaningOf(outcome)}`,
  );
  return `<ul class=legend aria-label="What the signs mean">${entries.join('')}</ul>`;
}

function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
