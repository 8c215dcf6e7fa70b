import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { CellRecord } from '../../model/record.ts';
import { causesOf } from '../causes.ts';
import { countOf } from '../countOf.ts';
import { formatSeconds } from '../formatSeconds.ts';
import { openedText } from '../openedText.ts';
import type { RunReport } from '../runReport.ts';
import { countedAs, meaningOf, outcomeOf, outcomes, symbolOf } from '../symbols.ts';
import { causesHtml } from './causes.ts';
import { collectData } from './collectData.ts';
import { htmlText } from './htmlText.ts';
import { mostCellsShown, stateClasses } from './pageData.ts';
import { pageStyle } from './pageStyle.ts';
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
  const ended = pending === undefined ? cells : cells.filter(({ id }) => !pending.has(id));
  const causes = causesOf(ended);
  const waiting = new Set(
    cells.flatMap(({ id }, place) => (pending?.has(id) === true ? [place] : [])),
  );
  const data = collectData(report, causes, logs);
  const packed = deflateSync(JSON.stringify(data)).toString('base64');
  const title = htmlText(titleOf(cells));
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(pageStyle)}'`,
    ...(pending === undefined ? [] : ["connect-src 'self'"]),
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
    `<header><h1>${title}</h1>${summaryHtml(report, ended)}</header><main>`,
    `<section aria-labelledby=grid><h2 id=grid tabindex=-1>What works where</h2>`,
    '<div id=tools></div>',
    pending === undefined ? '' : '<p id=live role=status>The run goes on.</p>',
    legendHtml(ended),
    cells.length > mostCellsShown
      ? `<noscript><p>Without a script only the first ${mostCellsShown} of ${cells.length} cells are shown.</p></noscript>`
      : '',
    `<div id=tables>${tablesHtml(data, waiting)}</div></section>`,
    causesHtml(causes, report),
    '</main>',
    `<footer><p class=small>Written by spip ${htmlText(report.record.spip)}</p></footer>`,
    `<script type="application/octet-stream" id=data>${packed}</script>`,
    `<script>${script}</script>`,
    '</body></html>',
    '',
  ].join('\n');
}

function titleOf(cells: readonly CellRecord[]): string {
  const packages = [...new Set(cells.map((cell) => cell.package))];
  return packages.length === 0 || packages.length > 3
    ? `${packages.length} packages`
    : packages.join(', ');
}

function summaryHtml({ record: { cells, run } }: RunReport, ended: readonly CellRecord[]): string {
  const isRunning = ended.length < cells.length;
  const counts = Map.groupBy(ended, outcomeOf);
  const chips = outcomes.flatMap((outcome) => {
    const count = counts.get(outcome)?.length ?? 0;
    return count === 0
      ? []
      : [
          `<li><span class="sign ${stateClasses[outcome]}" aria-hidden=true>${symbolOf(outcome, { unicode: true })}</span> <b>${count}</b> ${countedAs(outcome)}`,
        ];
  });
  const facts = [
    countOf(cells.length, 'cell'),
    formatSeconds(run.seconds),
    `${run.jobs} ${run.jobs === 1 ? 'job' : 'jobs'}`,
    `sandbox ${run.sandbox}`,
    ...(openedText(run) === '' ? [] : [`opened to cells: ${openedText(run)}`]),
    run.platform,
    `run ${run.id}`,
    `${run.started.slice(0, 16).replace('T', ' ')} UTC`,
  ];
  const warnings = [
    ...(run.exit_status === null && !isRunning ? ['This run did not come to its end.'] : []),
    ...(ended.every(({ state }) => state === 'not-applicable') && !isRunning
      ? ['No cell applied: nothing was tested, so this is not a success.']
      : []),
    ...(run.sandbox === 'none'
      ? ['No sandbox: the code under test could use the network and reach files and processes.']
      : []),
  ];
  return (
    `<ul class=counts>${chips.join('')}</ul>` +
    `<p class=small>${facts.map(htmlText).join(' · ')}</p>` +
    (counts.size > (counts.has('pass') ? 1 : 0)
      ? '<p><a href="#causes">Why not everything passed</a></p>'
      : '') +
    warnings.map((text) => `<p class=warning>${text}</p>`).join('')
  );
}

function legendHtml(cells: readonly CellRecord[]): string {
  const found = new Set(cells.map(outcomeOf));
  const entries = outcomes
    .filter((outcome) => found.has(outcome))
    .map(
      (outcome) =>
        `<li><span class="sign ${stateClasses[outcome]}" aria-hidden=true>${symbolOf(outcome, { unicode: true })}</span> ${meaningOf(outcome)}`,
    );
  return `<ul class=legend aria-label="What the signs mean">${entries.join('')}</ul>`;
}

function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
