import { allEnded } from '../../lib/allEnded.ts';
import { describeBase } from '../../envs/describeBase.ts';
import type { Distribution } from '../../envs/lockText.ts';
import type { BytecodeFile } from '../../envs/materialised.ts';
import { planEnvironment } from '../../envs/planEnvironment.ts';
import type { EnvironmentPlan } from '../../model/environment.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import type { Ledger } from '../../ledger/openLedger.ts';
import type { BytecodeCompiler } from '../bytecode/bytecodeCompiler.ts';
import { readyBytecode } from '../bytecode/readyBytecode.ts';

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
  const [plan, base, bytecode] = await allEnded([
    planEnvironment({ interpreter, distributions }),
    places.ledger.ensureBase(describeBase(interpreter)),
    readyBytecode(distributions, interpreter, places.compiler),
  ]);
  const commit = await places.ledger.commitEnvironment({
    base,
    lockText: plan.lockText,
    manifestText: plan.manifestText,
  });
  return {
    plan,
    commit,
    bytecode: bytecode.files,
    wheels: distributions.map(({ wheel }) => wheel),
  };
}
