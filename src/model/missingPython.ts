import type { Interpreter } from './interpreter.ts';

/** A Python that was asked for and isn't on this machine. */
export interface MissingPython extends Pick<Interpreter, 'implementation'> {
  /** As a grid writes it: `3.8`, `3.13t`, `pypy3.10`. */
  readonly python: string;
  /** What the person can type to get it. */
  readonly command: string;
}
