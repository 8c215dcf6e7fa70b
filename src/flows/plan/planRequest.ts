import type { CellJob, StepRequest } from '../../model/cellJob.ts';
import type { ProjectFiles } from '../../model/distFile.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { MissingPython } from '../../model/missingPython.ts';
import type { Release } from '../sets/groupReleases.ts';
import type { HashedRequirement } from '../ask/readInputs.ts';
import type { ReleaseChoice } from './selectReleases.ts';
import type { Requirement } from '../../pep/requirement.ts';
import type { AxisValue, Combination } from './axes.ts';
import type { CellWishes } from './chooseCells.ts';
import type { CellExclusion } from './excludedCells.ts';

/** All that the plan of a matrix depends on. */
export interface PlanRequest {
  readonly requirements: readonly HashedRequirement[];
  /** What all cells have in common. */
  readonly job: Pick<CellJob, 'limits' | 'isolation' | 'doors' | 'imported' | 'around'>;
  /** What is run in each cell of a release. */
  readonly steps: (release: Release, name: string) => readonly StepRequest[];
  readonly choice: ReleaseChoice;
  /** Axes beside releases and Pythons: what is installed beside the package under test, orders, extras. */
  readonly axes: readonly (readonly AxisValue[])[];
  /** The axis of all extras of a release, where that is asked for. */
  readonly extrasOf: (release: Release, name: string) => Promise<readonly (readonly AxisValue[])[]>;
  /** Why a combination has no cell on a Python; `undefined` where it has one. */
  readonly combinationExcludes: (
    combination: Combination,
    interpreter: Interpreter,
  ) => string | undefined;
  /** What `--exclude-cell` rules out. */
  readonly exclusions: readonly CellExclusion[];
  /** How few cells are wanted; `undefined`: all. */
  readonly wishes: CellWishes | undefined;
  /** Normalised names of what the release itself requires: no tool, even if tests ask for it too. */
  readonly requiredNames: ReadonlySet<string>;
  /** What is installed beside it in every cell of a Python. */
  readonly tools: (interpreter: Interpreter) => readonly Requirement[];
  /** Normalised names of all that is chosen beside it. */
  readonly besideNames: readonly string[];
  /** Names that need not be on an index: a constraint says where they come from. */
  readonly sourced: ReadonlySet<string>;
  /** When the set around a release is resolved; `undefined`: now. */
  readonly asOf: (release: Release, name: string) => Date | undefined;
  /** What was read from where, for people. */
  readonly origins: readonly string[] | undefined;
  /** What was said before there was a plan. */
  readonly warnings: readonly string[];
  /** Interpreters that `--python` chose; `undefined` for `auto`. */
  readonly chosen: readonly Interpreter[] | undefined;
  /** What was asked for besides and isn't there. */
  readonly missing: readonly MissingPython[];
  /** All usable interpreters, for `auto`. */
  readonly installed: readonly Interpreter[];
  /** Why the lock is not meant for a Python; `undefined` where it is, or where there is none. */
  readonly lockExcludes: (interpreter: Interpreter) => string | undefined;
  /** The files that may be chosen: of those with one of the hashes, if there are any. */
  readonly project: (name: string, hashes: readonly string[]) => Promise<ProjectFiles | undefined>;
  /** The Requires-Python that the release's own metadata gives, where the page gives none. */
  readonly requiresPython: (release: Release, name: string) => Promise<string | undefined>;
}
