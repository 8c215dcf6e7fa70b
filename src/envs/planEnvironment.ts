import type { EnvironmentPlan } from '../model/environment.ts';
import type { Interpreter } from '../model/interpreter.ts';
import { interpreterFiles } from './interpreterFiles.ts';
import { lockText } from './lockText.ts';
import type { Distribution } from './lockText.ts';
import { manifestLine, manifestText } from './manifestText.ts';
import { overlayFiles } from './overlayFiles.ts';
import { placeWheel } from './placeWheel.ts';

export interface EnvironmentRequest {
  readonly interpreter: Interpreter;
  readonly distributions: readonly Distribution[];
}

/**
 * What an environment of these wheels consists of, before it lies anywhere. The order of `distributions` does not matter:
 * they are composed in the order of their names.
 *
 * @throws SpipError `install-failed`
 */
export async function planEnvironment(request: EnvironmentRequest): Promise<EnvironmentPlan> {
  const { interpreter } = request;
  const distributions = request.distributions.toSorted((a, b) =>
    a.locked.name < b.locked.name ? -1 : 1,
  );
  const own = interpreterFiles(interpreter).map((file) => ({ file, line: manifestLine(file) }));
  const wheels = await Promise.all(
    distributions.map(({ wheel }) => placeWheel(wheel, interpreter)),
  );
  const { files, notes } = overlayFiles([own, ...wheels]);
  return {
    interpreter,
    files: files.map(({ file }) => file),
    notes,
    lockText: lockText(distributions),
    manifestText: manifestText(files.map(({ line }) => line)),
  };
}
