import type { CellRecord } from '../../model/record.ts';
import type { ChangeGroup } from '../changeGroups.ts';
import {
  cellsOf,
  changeGroups,
  changeWords,
  countChanges,
  outcomesOfChange,
  packagesInWords,
} from '../changeGroups.ts';
import type { Change, Comparison } from '../compareRuns.ts';
import { countOf } from '../countOf.ts';
import { whichCells } from '../whichCells.ts';
import { htmlText } from './htmlText.ts';
import { plainPage } from './plainPage.ts';

/** What became of the cells of one run in another, as a page that needs nothing beside it. */
export function comparePage(comparison: Comparison): string {
  const { from, to, passed, unused } = comparison;
  const all = cellsOf(comparison);
  const counts = countChanges(comparison).map(
    ([change, count]) => `<li>${signHtml(change)} <b>${count}</b> ${changeWords[change]}`,
  );
  const groups = changeGroups(comparison).map((group) => groupHtml(group, all));
  const notes = [
    ...passed.map(
      ({ expectation, cells }) =>
        `<p class=warning>Expected to fail, and passes: ${htmlText(whichCells(cells, cells))} (${htmlText(expectation.pattern)}: ${htmlText(expectation.reason)})</p>`,
    ),
    ...unused.map(({ pattern }) => `<p class=warning>No cell is ${htmlText(pattern)}</p>`),
  ];
  return plainPage(`${from.run.id} compared with ${to.run.id}`, [
    `<ul class=counts>${counts.join('')}</ul>`,
    `<p class=small>${[from, to].map(({ run }) => htmlText(`${run.id}: ${run.started.slice(0, 16).replace('T', ' ')} UTC`)).join(' · ')}</p>`,
    ...notes,
    ...(groups.length === 0 ? ['<p>Nothing has changed.</p>'] : groups),
  ]);
}

/** The class of each change, and its sign. */
const signs: Readonly<Record<Change, readonly [style: string, sign: string]>> = {
  regressed: ['f', '✗'],
  'other-cause': ['f', '≠'],
  new: ['l', '+'],
  'flaky-before': ['n', '≈'],
  'not-comparable': ['c', '?'],
  fixed: ['p', '✓'],
  gone: ['c', '-'],
  moved: ['l', '~'],
  expected: ['c', '='],
  same: ['c', '='],
};

function signHtml(change: Change): string {
  const [style, sign] = signs[change];
  return `<span class="sign ${style}" aria-hidden=true>${sign}</span>`;
}

const mostCharacters = 6000;

function groupHtml(
  { change, first, cells, packages }: ChangeGroup,
  all: readonly CellRecord[],
): string {
  const why = first.expected ?? first.after?.message ?? '';
  const head =
    `${signHtml(change)} <b>${changeWords[change]}</b>: ${countOf(cells.length, 'cell')}, ` +
    `${htmlText(outcomesOfChange(first))} <span class=who>${htmlText(whichCells(cells, all))}</span>`;
  const inside =
    (packages.length === 0 ? '' : `<p>packages: ${htmlText(packagesInWords(packages))}</p>`) +
    (why === '' ? '' : `<pre tabindex=0>${htmlText(why.slice(0, mostCharacters))}</pre>`);
  return inside === ''
    ? `<div class=cause>${head}</div>`
    : `<details class=cause open><summary>${head}</summary>${inside}</details>`;
}
