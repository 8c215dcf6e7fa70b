import { flippedMark, hasFlipped } from '../flaky.ts';
import type { CellRecord, StepName, StepRecord } from '../../model/record.ts';
import { alignColumns } from '../alignColumns.ts';
import { formatSeconds } from '../formatSeconds.ts';
import { paint } from '../paint.ts';
import { reusedAge, reusedMark } from '../reused.ts';
import type { Look, RunReport } from '../runReport.ts';
import { axesOf } from '../runReport.ts';
import { selectionsText } from './selectionText.ts';
import { testsMark } from './testsText.ts';
import { outcomeOf, outcomeOfStep, paintOf, symbolOf } from '../symbols.ts';

/** Whether each release has but one place, as a checkout has of itself, so that a column per step says more than a column per Python. */
export function isSingleColumn(report: RunReport): boolean {
  const { cells } = report.record;
  return (
    new Set(cells.map((cell) => `${cell.package}==${cell.version}`)).size === cells.length ||
    isCheckout(report)
  );
}

/** One line per release with its Python and the outcome and time of each step. */
export function tableText(report: RunReport, look: Look): string {
  const { cells } = report.record;
  const ofCheckout = isCheckout(report);
  const columns = stepColumns.filter(
    ({ name }) => (!ofCheckout && name !== 'own') || hasStep(cells, name),
  );
  const titles = columns.map(({ name, title }) => (ofCheckout && name === 'own' ? 'Tests' : title));
  const heading = ['', 'Package', 'Release', 'Python', ...titles, ''];
  const rows = cells.map((cell) => [
    paintOf(outcomeOf(cell), look)(symbolOf(outcomeOf(cell), look)) +
      (cell.reused === null ? '' : reusedMark) +
      (hasFlipped(cell) ? flippedMark : ''),
    cell.package,
    cell.version,
    [cell.interpreter.path === '' ? cell.python : cell.interpreter.version, ...axesOf(cell)].join(
      ' ',
    ),
    ...columns.map(({ name }) => stepText(cell, name, look)),
    [
      ...(cell.reason === 'clean' ? [] : [paintOf(outcomeOf(cell), look)(cell.reason)]),
      ...(cell.reused === null
        ? []
        : [paint(look).dim(reusedAge(cell.reused, report.record.run.started))]),
    ].join(', '),
  ]);
  return `${selectionsText(report.selections, look)}\n\n${alignColumns(heading, rows, look)}`;
}

const stepColumns: readonly {
  readonly name: StepName;
  readonly title: string;
}[] = [
  { name: 'install', title: 'Install' },
  { name: 'import', title: 'Import' },
  { name: 'own', title: 'Own' },
  { name: 'custom', title: 'Custom' },
];

function isCheckout({ selections }: RunReport): boolean {
  return selections.some(({ origins }) => origins !== undefined);
}

/** Steps that are not always there have a column where they were asked for. */
function hasStep(cells: readonly CellRecord[], step: StepName): boolean {
  return cells.some(({ steps }) => steps.some(({ name }) => name === step));
}

function stepText(cell: CellRecord, name: StepName, look: Look): string {
  const { dim } = paint(look);
  const step = cell.steps.find((candidate) => candidate.name === name);
  if (step === undefined) {
    return dim('-');
  }
  const outcome = outcomeOfStep(step, cell.state);
  return outcome === undefined
    ? dim('skipped')
    : `${paintOf(outcome, look)(symbolOf(outcome, look))}${name === 'own' ? testsMark(cell) : ''} ${timeText(step, look)}`;
}

function timeText(step: StepRecord, look: Look): string {
  return paint(look).dim(formatSeconds(step.seconds));
}
