import { join } from 'node:path';
import type { AttemptRecord, CellRecord } from '../../model/record.ts';
import type { CellState } from '../../model/verdict.ts';
import { decisiveLog } from '../causes.ts';
import { failedAttempts } from '../flaky.ts';
import { firstLine } from '../plainText.ts';
import type { RunReport } from '../runReport.ts';
import { axesOf } from '../runReport.ts';
import { xmlText } from './xmlText.ts';

/**
 * JUnit XML as Jenkins' `junit-10.xsd` has it: one suite per package and Python, one case per cell. Messages are shortened
 * where the file would pass what GitLab reads (30 MB).
 */
export function junitText(report: RunReport): string {
  const { cells, run } = report.record;
  const suites = Map.groupBy(cells, (cell) => `${cell.package} on ${cell.python}`);
  const writer = new CaseWriter(report);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="spip" ${countsOf(cells)} time="${run.seconds.toFixed(3)}">`,
    ...[...suites].map(([name, own]) => suiteText({ name, cells: own, report }, writer)),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Suite {
  readonly name: string;
  readonly cells: readonly CellRecord[];
  readonly report: RunReport;
}

function suiteText({ name, cells, report }: Suite, writer: CaseWriter): string {
  const { run } = report.record;
  const seconds = cells.reduce((sum, cell) => sum + cell.seconds, 0);
  const skipped = cells.filter(({ state }) => elements[state] === 'skipped').length;
  const interpreter = cells[0]?.interpreter;
  const facts = [
    ['spip.run', run.id],
    ['spip.sandbox', run.sandbox],
    ['spip.platform', run.platform],
    ['python.version', interpreter?.version ?? ''],
    ['python.implementation', interpreter?.implementation ?? ''],
  ];
  return [
    `<testsuite name="${xmlText(name)}" ${countsOf(cells)} skipped="${skipped}" time="${seconds.toFixed(3)}" timestamp="${xmlText(run.started.slice(0, 19))}">`,
    '<properties>',
    ...facts.map(
      ([fact = '', value = '']) => `<property name="${fact}" value="${xmlText(value)}"/>`,
    ),
    '</properties>',
    ...cells.map((cell) => writer.text(cell)),
    '</testsuite>',
  ].join('\n');
}

function countsOf(cells: readonly CellRecord[]): string {
  const count = (element: string): number =>
    cells.filter(({ state }) => elements[state] === element).length;
  return `tests="${cells.length}" failures="${count('failure')}" errors="${count('error')}"`;
}

/** What stands in a case; a pass has nothing. */
const elements: Readonly<Record<CellState, 'failure' | 'error' | 'skipped' | undefined>> = {
  pass: undefined,
  fail: 'failure',
  blocked: 'error',
  limit: 'error',
  infra: 'error',
  'no-tests': 'skipped',
  'not-applicable': 'skipped',
  cancelled: 'skipped',
};

// Characters: of all messages together, of one message, and of its first line.
const most = { all: 15_000_000, message: 10_000, line: 400 };

class CaseWriter {
  readonly #report: RunReport;
  #left = most.all;

  constructor(report: RunReport) {
    this.#report = report;
  }

  text(cell: CellRecord): string {
    const inside = [...this.#outcome(cell), ...this.#attempts(cell)];
    const axes = axesOf(cell);
    const [classname, name] = [`${cell.package}.${pythonName(cell)}`, [cell.version, ...axes]];
    const head = `<testcase classname="${xmlText(classname)}" name="${xmlText(name.join(' '))}" time="${cell.seconds.toFixed(3)}"`;
    return inside.length === 0 ? `${head}/>` : `${head}>${inside.join('')}</testcase>`;
  }

  #outcome(cell: CellRecord): readonly string[] {
    const element = elements[cell.state];
    if (element === undefined) {
      return [];
    }
    const log = decisiveLog(cell);
    const parts = [
      cell.message,
      ...(cell.hint === null ? [] : [`hint: ${cell.hint}`]),
      ...(log === undefined ? [] : [`log: ${join(this.#report.folder, log)}`]),
    ];
    const body = this.#afford(parts.filter((part) => part !== '').join('\n'), most.message);
    return [`<${element} ${this.#heading(cell)}>${body}</${element}>`];
  }

  /** How earlier attempts failed, in the words of Maven Surefire. */
  #attempts(cell: CellRecord): readonly string[] {
    const when = cell.state === 'pass' ? 'flaky' : 'rerun';
    return failedAttempts(cell).map((attempt) => {
      const element = `${when}${attempt.state === 'fail' ? 'Failure' : 'Error'}`;
      const trace = this.#afford(attempt.message, most.message);
      return `<${element} ${this.#heading(attempt)}><stackTrace>${trace}</stackTrace></${element}>`;
    });
  }

  #heading({ reason, message }: Pick<AttemptRecord, 'reason' | 'message'>): string {
    const line = this.#afford(firstLine(message.trimStart().slice(0, 2 * most.line)), most.line);
    return line === '' ? `type="${reason}"` : `message="${line}" type="${reason}"`;
  }

  /** The text, as far as there is room for it. */
  #afford(text: string, length: number): string {
    if (this.#left <= 0) {
      return '';
    }
    const whole = xmlText(text.length <= length ? text : `${text.slice(0, length)} ...`);
    if (whole.length > this.#left) {
      return '';
    }
    this.#left -= whole.length;
    return whole;
  }
}

/** `py3.13`, `pypy3.10`. */
function pythonName({ python }: CellRecord): string {
  return /^\d/.test(python) ? `py${python}` : python;
}
