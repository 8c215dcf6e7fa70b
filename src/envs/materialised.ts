import type { EnvironmentPlan } from '../model/environment.ts';
import type { Note } from '../model/storedWheel.ts';
import type { LinkMode } from './linkMode.ts';

/** One file of stored byte-code. */
export interface BytecodeFile {
  /** Relative to the prefix, inside a `__pycache__`. */
  readonly path: string;
  /** Absolute path in the store. */
  readonly source: string;
}

/** An environment on disk. */
export interface Materialised {
  readonly plan: EnvironmentPlan;
  /** Absolute. */
  readonly prefix: string;
  /** Where its processes see it. */
  readonly runtimePrefix: string;
  /** How store files really came in; after a fall-back some may have come in otherwise. */
  readonly mode: LinkMode;
  /** What was linked of it. */
  readonly bytecode: readonly BytecodeFile[];
  /** Bytes of the generated files by path; links and the interpreter's copy are not among them. */
  readonly written: ReadonlyMap<string, Buffer>;
  readonly notes: readonly Note[];
  /** Whether all its folders, and files that spip wrote, have the time of the store: see `sealTree`. */
  readonly sealed?: boolean | undefined;
}
