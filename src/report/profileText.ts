import { formatBytes } from '../lib/formatBytes.ts';
import type { PhaseShare, ProfileFacts } from '../model/profile.ts';
import { alignColumns } from './alignColumns.ts';
import { formatSeconds } from './formatSeconds.ts';
import type { Look } from './runReport.ts';

/** What a run cost, and where its time went. */
export function profileText(facts: ProfileFacts, look: Look): string {
  const { usage, counts, slots, slotsBusy, coresIdle } = facts;
  const rows = [
    ['from the start', timelineText(facts)],
    [
      'tests at once',
      slotsBusy === undefined
        ? `${slots}, none ran`
        : `${slots}, busy ${percent(slotsBusy)} from the first test to the last`,
    ],
    ...(coresIdle.length === 0
      ? []
      : [['cores idle', `${coresIdle.map(percent).join(', ')} (of the whole machine)`]]),
    [
      'CPU',
      [
        `spip ${formatSeconds(usage.userSeconds)} user, ${formatSeconds(usage.systemSeconds)} system`,
        ...(usage.childSeconds === undefined
          ? []
          : [`its processes ${formatSeconds(usage.childSeconds)}`]),
      ].join('; '),
    ],
    ['memory', `${formatBytes(usage.maxRssBytes)} at most, of spip itself`],
    [
      'counted',
      `${counts.processes} processes started, ${counts.links} files linked, ${counts.removals} removed, ` +
        `${counts.transactions} transactions, ${counts.requests} requests`,
    ],
    ...(usage.io === undefined
      ? []
      : [
          [
            'input, output',
            `${usage.io.reads} reads (${formatBytes(usage.io.readBytes)}), ${usage.io.writes} writes (${formatBytes(usage.io.writtenBytes)})`,
          ],
        ]),
  ];
  const phases = facts.phases.map((share) => phaseRow(share));
  return (
    `Profile\n${rows.map(([name = '', text = '']) => `  ${name.padEnd(14)} ${text}\n`).join('')}` +
    (phases.length === 0
      ? ''
      : `\n${alignColumns(['Phase', 'Cells', 'All', 'Mean', 'Longest'], phases, look)}`)
  );
}

function timelineText(facts: ProfileFacts): string {
  const { plannedAfter, firstTestAfter, afterLastTest, seconds } = facts;
  return [
    ...(plannedAfter === undefined ? [] : [`plan after ${formatSeconds(plannedAfter)}`]),
    ...(firstTestAfter === undefined ? [] : [`first test after ${formatSeconds(firstTestAfter)}`]),
    `${formatSeconds(seconds)} in all`,
    ...(afterLastTest === undefined
      ? []
      : [`of these ${formatSeconds(afterLastTest)} behind the last test`]),
  ].join(', ');
}

function phaseRow({ phase, seconds, most, cells }: PhaseShare): readonly string[] {
  return [
    waits.get(phase) ?? phase,
    String(cells),
    formatSeconds(seconds),
    formatSeconds(seconds / Math.max(1, cells)),
    formatSeconds(most),
  ];
}

/** Phases that are mostly a wait, by what for. */
const waits: ReadonlyMap<string, string> = new Map([
  ['wait', 'wait (for a free place)'],
  ['worktree', 'worktree, supervisor'],
]);

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
