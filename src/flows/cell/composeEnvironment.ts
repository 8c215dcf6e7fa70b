import { describeBase } from '../../envs/describeBase.ts';
import type { Distribution } from '../../envs/lockText.ts';
import type { BytecodeFile } from '../../envs/materialised.ts';
import { planEnvironment } from '../../envs/planEnvironment.ts';
import type { EnvironmentPlan } from '../../model/environment.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import type { Ledger } from '../../ledger/openLedger.ts';
import type { BytecodeCompiler } from './bytecodeCompiler.ts';

export interface ComposedEnvironment {
  readonly plan: EnvironmentPlan;
  /** Its commit in the ledger. */
  readonly commit: string;
  /** Byte-code of those wheels that have some. */
  readonly bytecode: readonly BytecodeFile[];
  readonly wheels: readonly StoredWheel[];
}

export interface ComposePlaces {
  readonly ledger: Pick<Ledger, 'ensureBase' | 'commitEnvironment'>;
  readonly compiler: Pick<BytecodeCompiler, 'bytecodeOf'>;
}

/** The environment of a set of wheels: its plan, its commit, and what byte-code there is. */
export async function composeEnvironment(
  interpreter: Interpreter,
  distributions: readonly Distribution[],
  places: ComposePlaces,
): Promise<ComposedEnvironment> {
  const [plan, base, bytecode] = await Promise.all([
    planEnvironment({ interpreter, distributions }),
    places.ledger.ensureBase(describeBase(interpreter)),
    Promise.all(distributions.map(({ wheel }) => readyBytecode(wheel, interpreter, places))),
  ]);
  const commit = await places.ledger.commitEnvironment({
    base,
    lockText: plan.lockText,
    manifestText: plan.manifestText,
  });
  return {
    plan,
    commit,
    bytecode: bytecode.flat(),
    wheels: distributions.map(({ wheel }) => wheel),
  };
}

async function readyBytecode(
  wheel: StoredWheel,
  interpreter: Interpreter,
  { compiler }: ComposePlaces,
): Promise<readonly BytecodeFile[]> {
  const files = (await compiler.bytecodeOf(wheel, interpreter)) ?? [];
  const { purelib, platlib } = interpreter.paths;
  const root = wheel.rootIsPurelib ? purelib : platlib;
  return files.map(({ path, source }) => ({ path: sitePath(path, root, interpreter), source }));
}

/** Where a file of a wheel lies in an environment: its own root, or the scheme that its `.data` folder names. */
function sitePath(path: string, root: string, { paths }: Interpreter): string {
  const data = /^[^/]+\.data\/(purelib|platlib)\/(.*)$/.exec(path);
  const [, scheme, rest = ''] = data ?? [];
  return scheme === undefined
    ? `${root}/${path}`
    : `${scheme === 'purelib' ? paths.purelib : paths.platlib}/${rest}`;
}
