import type { CellState } from '../../model/verdict.ts';
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
      : `<div class=wide role=region tabindex=0 aria-label="Earlier runs"><table><thead><tr>${heads.map((head) => `<th scope=col>${head}`).join('')}</thead><tbody>${rows.join('\n')}</tbody></table></div>`,
    byPackage.size === 0 ? '' : '<h2>Packages over time</h2>',
    ...[...byPackage].map(([name, own]) => trendHtml(name, own)),
  ]);
}

function countsHtml(counts: Counts): string {
  return outcomes
    .flatMap((outcome) => {
      const count = outcome in counts ? counts[outcome as CellState] : undefined;
      return count === undefined ? [] : [`${signHtml(outcome)} ${count} ${countedAs(outcome)}`];
    })
    .join(' ');
}

const height = 40;
const step = 14;

/** A bar per run: how much of what applied passed. */
function trendHtml(name: string, runs: HistoryParts['trends']): string {
  const shares = runs.map(({ run, counts }) => ({ run, share: shareOf(counts) }));
  const bars = shares.map(({ run, share }, index) => {
    const length = Math.round(share * height);
    const title = `<title>${htmlText(run)}: ${percent(share)}</title>`;
    return (
      `<g>${title}<rect class=miss x="${index * step}" y="0" width="${step - 3}" height="${height - length}"/>` +
      `<rect class=hit x="${index * step}" y="${height - length}" width="${step - 3}" height="${length}"/></g>`
    );
  });
  const last = shares.at(-1)?.share ?? 0;
  const told = `${htmlText(name)}: ${percent(last)} of the cells that applied passed in the last of ${runs.length} runs`;
  return (
    `<section><h3>${htmlText(name)}</h3><p class=small>${told}</p>` +
    `<svg role=img aria-label="${told}" width="${runs.length * step}" height="${height}">${bars.join('')}</svg></section>`
  );
}

function shareOf(counts: Counts): number {
  const applied = Object.entries(counts)
    .filter(([state]) => state !== 'not-applicable')
    .reduce((sum, [, count]) => sum + count, 0);
  return applied === 0 ? 0 : (counts.pass ?? 0) / applied;
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
