import type { Distribution } from '../../envs/lockText.ts';
import type { BytecodeFile } from '../../envs/materialised.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import type { BytecodeCompiler } from './bytecodeCompiler.ts';

/** What byte-code there is of these wheels, or pays to make, by its paths in an environment of this Python. */
export async function readyBytecode(
  distributions: readonly Distribution[],
  interpreter: Interpreter,
  compiler: Pick<BytecodeCompiler, 'bytecodeOf'>,
): Promise<readonly BytecodeFile[]> {
  const found = await Promise.all(
    distributions.map(({ wheel }) => ofWheel(wheel, interpreter, compiler)),
  );
  return found.flat();
}

async function ofWheel(
  wheel: StoredWheel,
  interpreter: Interpreter,
  compiler: Pick<BytecodeCompiler, 'bytecodeOf'>,
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
