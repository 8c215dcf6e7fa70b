import { join } from 'node:path';
import type { CellRecord } from '../../model/record.ts';
import { testOutcomes } from '../../model/testNames.ts';
import type { CellState } from '../../model/verdict.ts';
import { decisiveLog } from '../causes.ts';
import { failedAttempts } from '../flaky.ts';
import { readTestNames } from '../logFile.ts';
import { firstLine } from '../plainText.ts';
import { openedText } from '../openedText.ts';
import type { RunReport } from '../runReport.ts';
import { axesOf } from '../runReport.ts';
import { xmlText } from './xmlText.ts';

/**
 * JUnit XML as Jenkins' `junit-10.xsd` has it: one suite per package and Python, one case per cell and per test of
 * its own. Messages are shortened, and tests that did not fail left out, where the file would pass what GitLab reads (30 MB).
 */
export function junitText(report: RunReport): string {
  const { cells, run } = report.record;
  const writer = new CaseWriter(report);
  const suites = [...Map.groupBy(cells, (cell) => `${cell.package} on ${cell.python}`)].map(
    ([name, own]) => ({ name, cells: own, cases: own.flatMap((cell) => writer.cases(cell)) }),
  );
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="spip" ${countsOf(all)} time="${run.seconds.toFixed(3)}">`,
    ...suites.map((suite) => suiteText(suite, report)),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Suite {
  readonly name: string;
  readonly cells: readonly CellRecord[];
  readonly cases: readonly Case[];
}

interface Case {
  readonly element: Element | undefined;
  readonly text: string;
}

function suiteText({ name, cells, cases }: Suite, { record: { run } }: RunReport): string {
  const seconds = cells.reduce((sum, cell) => sum + cell.seconds, 0);
  const interpreter = cells[0]?.interpreter;
  const facts = [
    ['spip.run', run.id],
    ['spip.sandbox', run.sandbox],
    ...(openedText(run) === '' ? [] : [['spip.opened', openedText(run)]]),
    ['spip.platform', run.platform],
    ['python.version', interpreter?.version ?? ''],
    ['python.implementation', interpreter?.implementation ?? ''],
  ];
  return [
    `<testsuite name="${xmlText(name)}" ${countsOf(cases)} skipped="${count(cases, 'skipped')}" time="${seconds.toFixed(3)}" timestamp="${xmlText(run.started.slice(0, 19))}">`,
    '<properties>',
    ...facts.map(
      ([fact = '', value = '']) => `<property name="${fact}" value="${xmlText(value)}"/>`,
    ),
    '</properties>',
    ...cases.map(({ text }) => text),
    '</testsuite>',
  ].join('\n');
}

function countsOf(cases: readonly Case[]): string {
  return `tests="${cases.length}" failures="${count(cases, 'failure')}" errors="${count(cases, 'error')}"`;
}

function count(cases: readonly Case[], asked: Element): number {
  return cases.filter(({ element }) => element === asked).length;
}

type Element = 'failure' | 'error' | 'skipped';

/** What stands in a case; a pass has nothing. */
const elements: Readonly<Record<CellState, Element | undefined>> = {
  pass: undefined,
  fail: 'failure',
  blocked: 'error',
  limit: 'error',
  infra: 'error',
  'no-tests': 'skipped',
  'not-applicable': 'skipped',
  cancelled: 'skipped',
};

// Characters: of all messages together, of one message, and of its first line; of all cases of tests that did not fail.
const most = { all: 12_000_000, message: 10_000, line: 400, names: 6_000_000 };

class CaseWriter {
  readonly #report: RunReport;
  #left = most.all;
  #leftForNames = most.names;

  constructor(report: RunReport) {
    this.#report = report;
  }

  /** The cell, and each test of its own. */
  cases(cell: CellRecord): readonly Case[] {
    const classname = `${cell.package}.${pythonName(cell)}`;
    const name = [cell.version, ...axesOf(cell)].join(' ');
    const head = `<testcase classname="${xmlText(classname)}" name="${xmlText(name)}`;
    const own = this.#ownTests(cell, head);
    const told = countsText(cell, own.length);
    const inside = [...this.#outcome(cell), ...this.#attempts(cell), ...told].join('');
    const whole = `${head}" time="${cell.seconds.toFixed(3)}"`;
    return [
      {
        element: elements[cell.state],
        text: inside === '' ? `${whole}/>` : `${whole}>${inside}</testcase>`,
      },
      ...own,
    ];
  }

  /** Those that failed, and of the others as many as there is room for. */
  #ownTests({ steps }: CellRecord, head: string): readonly Case[] {
    const step = steps.find(({ tests }) => tests !== null);
    if (step === undefined) {
      return [];
    }
    const unique = uniqueNames();
    const failing = (step.tests?.failing ?? []).map((test): Case => {
      const element = test.kind === 'failed' ? 'failure' : 'error';
      const message = [test.exception, test.message].filter((part) => part !== '').join(': ');
      const told = this.#heading({ reason: test.kind, message });
      return {
        element,
        text: `${head} ${xmlText(unique(test.test))}"><${element} ${told}/></testcase>`,
      };
    });
    const names = readTestNames(this.#report.folder, step);
    const others = testOutcomes.flatMap((outcome) =>
      (names?.[outcome] ?? []).flatMap((test): readonly Case[] => {
        const end = outcome === 'skipped' || outcome === 'xfailed' ? 'skipped' : undefined;
        const whole = `${head} ${xmlText(unique(test))}"`;
        const text =
          end === undefined ? `${whole}/>` : `${whole}><${end} type="${outcome}"/></testcase>`;
        this.#leftForNames -= text.length;
        return this.#leftForNames < 0 ? [] : [{ element: end, text }];
      }),
    );
    return [...failing, ...others];
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

  #heading({ reason, message }: { readonly reason: string; readonly message: string }): string {
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

/** A test can fail twice, by itself and after its end, and two can have one name. */
function uniqueNames(): (test: string) => string {
  const known = new Map<string, number>();
  return (test) => {
    const earlier = known.get(test) ?? 0;
    known.set(test, earlier + 1);
    return earlier === 0 ? test : `${test} (${earlier + 1})`;
  };
}

/** How many of its own tests a cell has, and how many of them have no case. */
function countsText({ steps }: CellRecord, cases: number): readonly string[] {
  const counts = steps.find(({ tests }) => tests !== null)?.tests?.counts;
  if (counts === undefined) {
    return [];
  }
  const all = Object.values<number>({ ...counts }).reduce((sum, count) => sum + count, 0);
  const told = Object.entries(counts).map(([name, value]) => `${value} ${name}`);
  const rest = all > cases ? `; ${all - cases} of them have no case here` : '';
  return [`<system-out>${told.join(', ')}${rest}</system-out>`];
}
