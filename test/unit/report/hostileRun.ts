import type { CellRecord } from '../../../src/model/record.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { reasonsByState } from '../../../src/model/verdict.ts';
import type { RunReport } from '../../../src/report/runReport.ts';
import { reportOf, result, step } from './world.ts';

export const verdicts = Object.entries(reasonsByState).flatMap(([state, reasons]) =>
  reasons.map((reason) => ({ state, reason }) as Verdict),
);

/** A cell of each state and reason: releases of one package on one Python. */
export function everyVerdict(): RunReport {
  const cells = verdicts.map((verdict, index) =>
    result(`webob 1.${index} 3.13`, verdict, {
      message: verdict.reason === 'clean' ? '' : `Failed: ${verdict.reason}\nsecond line`,
      hint: verdict.state === 'blocked' ? 'try another' : null,
      steps: [step('install', { state: 'pass' }), decisive(verdict)],
    }),
  );
  return reportOf(cells, { webob: 99 }, { exitStatus: 3 });
}

function decisive({ state, reason }: Verdict): CellRecord['steps'][number] {
  return state === 'pass'
    ? step('custom')
    : step('custom', { state: 'fail', reason, exit_status: 1, log: 'logs/c0/custom.log' });
}

/** What is an attack somewhere: HTML, XML, Markdown, terminals, CI services, tables. */
export const hostileTexts = [
  '</script><img src=x onerror=alert(1)>',
  ']]></failure><failure message="x"/><![CDATA[',
  '"><b>&amp;&#x41;</b>',
  '\u001B[2J\u001B]0;title\u0007\u009B31m\0\b',
  '\uD800 \uFFFE\uFFFF \u202E',
  '| a | b |\n| --- | --- |\n\n# Title\n```\n````js\n[x](http://evil.example) @someone #1 <!-- -->',
  '::set-output name=x::y\n  ::error::z\n##[command]x\n##vso[task.setvariable]x',
  '${{ secrets.X }} %0A::warning::x `rm`',
];

/** A run in which everything that can come from outside is an attack. */
export function hostileRun(): RunReport {
  const cells = hostileTexts.map((text, index): CellRecord => {
    const cell = result(
      `evil 1.${index} 3.13`,
      { state: 'fail', reason: 'tests-failed' },
      {
        message: text,
        hint: text,
        notes: [{ code: 'odd', text, paths: [text] }],
        packages: [{ name: text, version: text, file: text, sha256: 'a'.repeat(64), built: false }],
        attempts: [{ state: 'fail', reason: 'tests-failed', message: text, seconds: 1, steps: [] }],
        steps: [step('custom', { state: 'fail', reason: 'tests-failed', log: `logs/${text}` })],
      },
    );
    return {
      ...cell,
      id: `${text}==1.${index}@3.13`,
      package: text,
      version: `1.${index} ${text}`,
      requested: text,
      axes: { [text]: text },
    };
  });
  return {
    ...reportOf(cells, Object.fromEntries(hostileTexts.map((text) => [text, 1]))),
    folder: `/data/${hostileTexts[0] ?? ''}`,
  };
}
