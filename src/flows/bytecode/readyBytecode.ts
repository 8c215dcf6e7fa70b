import { allEnded } from '../../lib/allEnded.ts';
import type { Distribution } from '../../envs/lockText.ts';
import type { BytecodeFile } from '../../envs/materialised.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import type { BytecodeCompiler } from './bytecodeCompiler.ts';

export interface ReadyBytecode {
  /** By its paths in an environment. */
  readonly files: readonly BytecodeFile[];
  /** Whether each wheel has its own, as far as there is anything to compile. */
  readonly isWhole: boolean;
}

/** What byte-code there is of these wheels, or pays to make. */
export async function readyBytecode(
  distributions: readonly Distribution[],
  interpreter: Interpreter,
  compiler: Pick<BytecodeCompiler, 'bytecodeOf'>,
): Promise<ReadyBytecode> {
  const found = await allEnded(
    distributions.map(({ wheel }) => ofWheel(wheel, interpreter, compiler)),
  );
  return {
    files: found.flatMap((files) => files ?? []),
    isWhole: !found.includes(undefined),
  };
}

async function ofWheel(
  wheel: StoredWheel,
  interpreter: Interpreter,
  compiler: Pick<BytecodeCompiler, 'bytecodeOf'>,
): Promise<readonly BytecodeFile[] | undefined> {
  const files = await compiler.bytecodeOf(wheel, interpreter);
  const { purelib, platlib } = interpreter.paths;
  const root = wheel.rootIsPurelib ? purelib : platlib;
  return files?.map(({ path, source }) => ({ path: sitePath(path, root, interpreter), source }));
}

/** Where a file of a wheel lies in an environment: its own root, or the scheme that its `.data` folder names. */
function sitePath(path: string, root: string, { paths }: Interpreter): string {
  const data = /^[^/]+\.data\/(purelib|platlib)\/(.*)$/.exec(path);
  const [, scheme, rest = ''] = data ?? [];
  return scheme === undefined
    ? `${root}/${path}`
    : `${scheme === 'purelib' ? paths.purelib : paths.platlib}/${rest}`;
}
