import type { Interpreter } from '../model/interpreter.ts';
import { newestOfEach } from './newestOfEach.ts';

/** A usable Python of `spip python list`. */
export interface ListedPython {
  /** `3.11`, `3.13t`, `pypy3.10`. */
  readonly python: string;
  /** Full version. */
  readonly version: string;
  readonly implementation: Interpreter['implementation'];
  readonly path: string;
  readonly source: string;
  readonly abiflags: string;
  /** What is particular about it. */
  readonly notes: readonly string[];
}

/** Pythons in the order given, each with what is particular about it. */
export function listPythons(interpreters: readonly Interpreter[]): readonly ListedPython[] {
  const counting = new Set(newestOfEach(interpreters));
  return interpreters.map((each) => ({
    python: each.python,
    version: each.version,
    implementation: each.implementation,
    path: each.executable,
    source: each.source,
    abiflags: each.abiflags,
    notes: notesOn(each, counting.has(each)),
  }));
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
  if (interpreter.lacks.length > 0) {
    notes.push(`without ${interpreter.lacks.map((name) => `\`${name}\``).join(', ')}`);
  }
  if (!counts) {
    notes.push('used only when named exactly');
  }
  return notes;
}
