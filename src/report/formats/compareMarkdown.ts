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
import type { Comparison } from '../compareRuns.ts';
import { countOf } from '../countOf.ts';
import { whichCells } from '../whichCells.ts';
import { codeBlock, codeSpan, named } from './markdownText.ts';
import { Page } from './page.ts';

/** What became of the cells of one run in another, in at most so many bytes. */
export function compareMarkdown(comparison: Comparison, maxBytes: number): string {
  const { from, to, passed, unused } = comparison;
  const page = new Page(maxBytes - lastLineBytes);
  const counts = countChanges(comparison).map(
    ([change, count]) => `${count} ${changeWords[change]}`,
  );
  page.add(
    `## spip: ${named(from.run.id)} compared with ${named(to.run.id)}\n\n` +
      `**${countOf(comparison.cells.length, 'cell')}:** ${counts.join(', ')}\n`,
  );
  const all = cellsOf(comparison);
  const parts = [
    ...changeGroups(comparison).map((group) => groupText(group, all)),
    ...passed.map(
      ({ expectation, cells }) =>
        `\nExpected to fail, and passes: ${codeSpan(whichCells(cells, cells))} (${codeSpan(expectation.pattern)}: ${codeSpan(expectation.reason)})\n`,
    ),
    ...unused.map(({ pattern }) => `\nNo cell is ${codeSpan(pattern)}\n`),
  ];
  const left = parts.length - page.addSome(parts);
  return left === 0
    ? page.text
    : `${page.text}\n**Left out for want of room: ${countOf(left, 'change')}.** \`spip compare\` has all.\n`;
}

const lastLineBytes = 120;
const mostCharacters = 2000;

function groupText(
  { change, first, cells, packages }: ChangeGroup,
  all: readonly CellRecord[],
): string {
  const message = first.after?.message ?? '';
  const why = first.expected === null ? message : first.expected;
  return [
    `\n### ${changeWords[change]}: ${countOf(cells.length, 'cell')}\n`,
    `\n${codeSpan(whichCells(cells, all))}: ${codeSpan(outcomesOfChange(first))}\n`,
    ...(packages.length === 0 ? [] : [`\npackages: ${codeSpan(packagesInWords(packages))}\n`]),
    ...(why === '' ? [] : [`\n${codeBlock(why.slice(0, mostCharacters))}`]),
  ].join('');
}
