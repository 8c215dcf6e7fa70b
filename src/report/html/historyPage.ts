import type { CellState } from '../../model/verdict.ts';
import { countOf } from '../countOf.ts';
import { formatSeconds } from '../formatSeconds.ts';
import { countedAs, outcomes } from '../symbols.ts';
import { htmlText } from './htmlText.ts';
import { plainPage } from './plainPage.ts';
import { signHtml } from './signHtml.ts';

type Counts = Readonly<Partial<Record<CellState, number>>>;

export interface HistoryParts {
  /** Newest first. */
  readonly runs: readonly {
    readonly id: string;
    readonly started: string;
    readonly seconds: number;
    readonly exitStatus: number | null;
    readonly requested: readonly string[];
    readonly counts: Counts;
  }[];
  /** Oldest first. */
  readonly trends: readonly {
    readonly run: string;
    readonly package: string;
    readonly counts: Counts;
  }[];
}

/** Earlier runs as a page: a line each, and how every package fared over them. Needs no script. */
export function historyPage({ runs, trends }: HistoryParts): string {
  const byPackage = Map.groupBy(trends, (one) => one.package);
  const rows = runs.map(
    (run) =>
      `<tr><th scope=row><a href="${htmlText(run.id)}">${htmlText(run.id)}</a><td>${htmlText(run.started.slice(0, 16).replace('T', ' '))} UTC` +
      `<td>${run.exitStatus === null ? 'not ended' : formatSeconds(run.seconds)}<td>${run.exitStatus ?? ''}` +
      `<td>${countsHtml(run.counts)}<td>${htmlText(run.requested.join(' '))}`,
  );
  const heads = ['Run', 'Started', 'Time', 'Exit', 'Outcomes', 'Request'];
  return plainPage('Earlier runs', [
    runs.length === 0
      ? '<p>No runs yet: <code>spip matrix</code> makes one.</p>'
      : `<div class=wide role=region tabindex=0 aria-label="Earlier runs"><table class=list><thead><tr>${heads.map((head) => `<th scope=col>${head}`).join('')}</thead><tbody>${rows.join('\n')}</tbody></table></div>`,
    byPackage.size === 0
      ? ''
      : `<h2>Packages over time</h2><div class=trends>${[...byPackage].map(([name, own]) => trendHtml(name, own)).join('')}</div>`,
  ]);
}

function countsHtml(counts: Counts): string {
  return outcomes
    .flatMap((outcome) => {
      const count = outcome in counts ? counts[outcome as CellState] : undefined;
      return count === undefined
        ? []
        : [`<span class=count>${signHtml(outcome)} ${count} ${countedAs(outcome)}</span>`];
    })
    .join(' ');
}

const height = 40;
const step = 14;

/** A bar per run: how much passed of what was tested. */
function trendHtml(name: string, runs: HistoryParts['trends']): string {
  const bars = runs.map(({ run, counts }, index) => {
    const share = shareOf(counts);
    const length = Math.round((share ?? 0) * height);
    const rect = (look: string, y: number, tall: number): string =>
      `<rect class=${look} x="${index * step}" y="${y}" width="${step - 3}" height="${tall}"/>`;
    return (
      `<g><title>${htmlText(run)}: ${percent(share)}</title>` +
      (share === undefined
        ? rect('none', height - 3, 3)
        : rect('miss', 0, height - length) + rect('hit', height - length, length)) +
      '</g>'
    );
  });
  const last = runs.at(-1);
  const told = `${percent(last && shareOf(last.counts))} passed in the last of ${countOf(runs.length, 'run')}`;
  return (
    `<section><h3>${htmlText(name)}</h3><p class=small>${told}</p>` +
    `<svg role=img aria-label="${htmlText(name)}: ${told}" width="${runs.length * step}" height="${height}">${bars.join('')}</svg></section>`
  );
}

/** Of the cells that applied and ran; `undefined`: there was none. */
function shareOf(counts: Counts): number | undefined {
  const tested = Object.entries(counts)
    .filter(([state]) => state !== 'not-applicable' && state !== 'cancelled')
    .reduce((sum, [, count]) => sum + count, 0);
  return tested === 0 ? undefined : (counts.pass ?? 0) / tested;
}

function percent(share: number | undefined): string {
  return share === undefined ? 'nothing' : `${Math.floor(share * 100)} %`;
}
