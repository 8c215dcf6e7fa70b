import type { CellRecord } from '../../model/record.ts';
import { alignColumns } from '../alignColumns.ts';
import { paint } from '../paint.ts';
import { plainBlock, plainLine } from '../plainText.ts';
import { isSame, onlyFailing, replayedFacts } from '../replayed.ts';
import type { Look } from '../runReport.ts';

/** A cell before and now: what both came to, and what differs. */
export function replayText({ before, now, runs }: ReplayedCells, look: Look): string {
  const { bold, green, red } = paint(look);
  const facts = replayedFacts(before, now);
  const same = isSame(before, now);
  const rows = facts.map((fact) => [
    `${fact.before === fact.now ? ' ' : '*'} ${fact.what}`,
    shortened(fact.what, fact.before),
    shortened(fact.what, fact.now),
  ]);
  const differing = facts.filter((fact) => fact.before !== fact.now).map(({ what }) => what);
  const end = same ? green('The same') : red('Not the same');
  const also =
    differing.length === 0
      ? ''
      : `; ${differing.join(', ')} differ${differing.length === 1 ? 's' : ''}`;
  return [
    `${bold(before.id)}\n`,
    alignColumns(['', `Before (${runs.before})`, `Now (${runs.now})`], rows, look),
    ...testsLines('Failed only before', onlyFailing(before, now)),
    ...testsLines('Failed only now', onlyFailing(now, before)),
    ...(same || now.message === '' ? [] : [`Now: ${plainBlock(now.message)}\n`]),
    `${end}${also}\n`,
  ].join('\n');
}

interface ReplayedCells {
  readonly before: CellRecord;
  readonly now: CellRecord;
  readonly runs: { readonly before: string; readonly now: string };
}

const mostTests = 20;

function testsLines(title: string, tests: readonly string[]): readonly string[] {
  const more = tests.length > mostTests ? [`  and ${tests.length - mostTests} more`] : [];
  const lines = tests.slice(0, mostTests).map((test) => `  ${plainLine(test)}`);
  return tests.length === 0 ? [] : [`${[`${title}:`, ...lines, ...more].join('\n')}\n`];
}

function shortened(what: string, text: string): string {
  return what === 'environment' ? text.slice(0, 12) : text;
}
