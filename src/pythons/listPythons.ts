import type { BrokenInterpreter, Interpreter } from '../model/interpreter.ts';
import { newestOfEach } from './newestOfEach.ts';

/** One line of `spip python list`. */
export interface PythonRow {
  /** `3.11`, `3.13t`, `pypy3.10`; '' for one that could not be used. */
  readonly label: string;
  /** Full version; '' for one that could not be used. */
  readonly version: string;
  readonly path: string;
  readonly source: string;
  readonly notes: readonly string[];
}

/** The rows of `spip python list`: usable ones in the order given, then broken ones with the reason. */
export function listPythons(found: {
  readonly interpreters: readonly Interpreter[];
  readonly broken: readonly BrokenInterpreter[];
}): readonly PythonRow[] {
  const counting = new Set(newestOfEach(found.interpreters));
  return [
    ...found.interpreters.map((each) => ({
      label: each.python,
      version: each.version,
      path: each.executable,
      source: each.source,
      notes: notesOn(each, counting.has(each)),
    })),
    ...found.broken.map(({ path, source, reason }) => ({
      label: '',
      version: '',
      path,
      source,
      notes: [`broken: ${reason}`],
    })),
  ];
}

function notesOn(interpreter: Interpreter, counts: boolean): readonly string[] {
  const notes = [];
  if (interpreter.prerelease) {
    notes.push('pre-release');
  }
  if (interpreter.freeThreaded) {
    notes.push('free-threaded');
  }
  if (interpreter.debug) {
    notes.push('debug');
  }
  if (interpreter.version.startsWith('2.')) {
    notes.push('no `pyvenv.cfg`: gets a copied executable and a linked standard library');
  }
  if (!counts) {
    notes.push('used only when named exactly');
  }
  return notes;
}
