import assert from 'node:assert/strict';
import type { Interpreter } from '../../../src/model/interpreter.ts';
import { parseProbeReport } from '../../../src/pythons/probeReport.ts';
import { toInterpreter } from '../../../src/pythons/toInterpreter.ts';
import { probeAnswer } from '../../support/fakePython.ts';
import type { FakeAnswer } from '../../support/fakePython.ts';

/** An interpreter as discovery would return it, from what its probe would answer. */
export function madeUpInterpreter(
  answer: FakeAnswer & { readonly path?: string | undefined; readonly source?: string | undefined },
): Interpreter {
  const path = answer.path ?? `/made/up/${answer.version}/bin/python`;
  const report = parseProbeReport(JSON.stringify(probeAnswer(answer, path)));
  assert.ok(report);
  const file = { path, size: 1, mtimeMs: 1, source: answer.source ?? 'pyenv' };
  const interpreter = toInterpreter(report, file);
  assert.ok(typeof interpreter !== 'string');
  return interpreter;
}
