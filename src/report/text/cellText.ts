import { join } from 'node:path';
import type { CellRecord, StepRecord } from '../../model/record.ts';
import { alignColumns } from '../alignColumns.ts';
import { readLogEnd, stepWithLog } from '../logFile.ts';
import { formatSeconds } from '../formatSeconds.ts';
import { paint } from '../paint.ts';
import { plainBlock, plainLine } from '../plainText.ts';
import { testsText } from './testsText.ts';
import type { Look } from '../runReport.ts';
import { outcomeOf, outcomeOfStep, paintOf, symbolOf } from '../symbols.ts';

/** All that a run recorded about one cell, and the end of the log that tells most. `folder` is where its logs lie. */
export function cellText(cell: CellRecord, folder: string, look: Look): string {
  const { bold, cyan } = paint(look);
  const outcome = outcomeOf(cell);
  const verdict = paintOf(
    outcome,
    look,
  )(`${symbolOf(outcome, look)} ${cell.state}${cell.reason === 'clean' ? '' : `: ${cell.reason}`}`);
  const facts = [
    ['Requested', plainLine(cell.requested)],
    [
      'Python',
      `${cell.interpreter.version} (${cell.interpreter.implementation}) ${cell.interpreter.path}`,
    ],
    ['Environment', cell.environment ?? 'none'],
    ['Time', formatSeconds(cell.seconds)],
    ...(cell.reused === null
      ? []
      : [['Found', `by run ${cell.reused.run}, at ${cell.reused.decided}`]]),
  ];
  const parts = [
    `${bold(cell.id)}  ${verdict}\n${facts.map(([name = '', value = '']) => `  ${name.padEnd(12)} ${value}\n`).join('')}`,
    cell.message === '' ? '' : `${plainBlock(cell.message)}\n`,
    cell.hint === null ? '' : `${cyan('hint:')} ${plainBlock(cell.hint)}\n`,
    stepsText(cell, folder, look),
    ...cell.steps.flatMap(({ tests }) => (tests === null ? [] : [testsText(tests)])),
    packagesText(cell, look),
    logText(cell, folder, look),
    cell.notes
      .map(
        ({ text, paths }) =>
          `note: ${plainLine(text)}\n${paths.map((path) => `  ${plainLine(path)}\n`).join('')}`,
      )
      .join(''),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function stepsText(cell: CellRecord, folder: string, look: Look): string {
  if (cell.steps.length === 0) {
    return '';
  }
  const rows = cell.steps.map((step) => {
    const outcome = outcomeOfStep(step, cell.state);
    const color = outcome === undefined ? paint(look).dim : paintOf(outcome, look);
    return [
      step.name,
      color(step.reason ?? step.state),
      step.state === 'skipped' ? '' : formatSeconds(step.seconds),
      endOf(step),
      step.log === null ? '' : join(folder, step.log),
    ];
  });
  return alignColumns(['Step', 'Outcome', 'Time', 'Exit', 'Log'], rows, look);
}

// The whole is one option away.
const mostLogLines = 20;
const mostLogBytes = 100_000;

/** Of a clean pass nobody asks. */
function logText(cell: CellRecord, folder: string, look: Look): string {
  const step = cell.reason === 'clean' ? undefined : stepWithLog(cell, undefined);
  const end =
    step === undefined || step.log === null
      ? undefined
      : readLogEnd(folder, step.log, mostLogBytes);
  if (step === undefined || end === undefined || end.text === '') {
    return '';
  }
  const lines = end.text.split('\n');
  const shown = lines.slice(-mostLogLines);
  const isWhole = end.isWhole && shown.length === lines.length;
  const title = isWhole
    ? `Log of ${step.name}`
    : `End of the log of ${step.name} (\`--log\` prints all of it)`;
  return `${paint(look).bold(title)}\n${shown.map((line) => `  ${line}`.trimEnd()).join('\n')}\n`;
}

function endOf(step: StepRecord): string {
  return step.signal ?? (step.exit_status === null ? '' : String(step.exit_status));
}

function packagesText(cell: CellRecord, look: Look): string {
  if (cell.packages.length === 0) {
    return '';
  }
  const rows = cell.packages.map(({ name, version, file, sha256, built }) => [
    name,
    version,
    built ? `${file} (built here)` : file,
    sha256.slice(0, 12),
  ]);
  return alignColumns(['Package', 'Version', 'File', 'sha256'], rows, look);
}
