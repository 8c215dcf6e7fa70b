import { describeBase } from '../../envs/describeBase.ts';
import type { Distribution } from '../../envs/lockText.ts';
import type { BytecodeFile } from '../../envs/materialised.ts';
import { planEnvironment } from '../../envs/planEnvironment.ts';
import type { Cell } from '../../model/cell.ts';
import type { EnvironmentPlan } from '../../model/environment.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import type { MatrixShop } from './matrixShop.ts';

export interface ComposedEnvironment {
  readonly plan: EnvironmentPlan;
  /** Its commit in the ledger. */
  readonly commit: string;
  /** Byte-code that happens to be ready; what is not is ordered for later cells. */
  readonly bytecode: readonly BytecodeFile[];
}

/** The environment of a set of wheels: its plan, its commit, and what byte-code there is. */
export async function composeEnvironment(request: {
  readonly cell: Cell;
  readonly distributions: readonly Distribution[];
  readonly shop: MatrixShop;
}): Promise<ComposedEnvironment> {
  const { cell, distributions, shop } = request;
  const { interpreter } = cell;
  const [plan, base, bytecode] = await Promise.all([
    planEnvironment({ interpreter, distributions }),
    shop.ledger.ensureBase(describeBase(interpreter)),
    Promise.all(distributions.map(({ wheel }) => readyBytecode(wheel, interpreter, shop))),
  ]);
  const commit = await shop.ledger.commitEnvironment({
    base,
    lockText: plan.lockText,
    manifestText: plan.manifestText,
  });
  return { plan, commit, bytecode: bytecode.flat() };
}

async function readyBytecode(
  wheel: StoredWheel,
  interpreter: Interpreter,
  shop: MatrixShop,
): Promise<readonly BytecodeFile[]> {
  const files = await shop.workshop.store.bytecodeOf(wheel, interpreter);
  if (files === undefined) {
    shop.compiler.order(wheel, interpreter);
    return [];
  }
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
