import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import { bareProcesses } from '../../process/isolation/bareProcesses.ts';
import type { Isolation } from '../../process/isolation/isolation.ts';
import { probeSandbox } from '../../process/isolation/probeSandbox.ts';

export interface ChosenIsolation {
  readonly isolation: Isolation;
  /** Why it is no sandbox. */
  readonly reason: string | undefined;
}

/**
 * The sandbox where it works on this machine and is wanted. `folder` is one of the run's unfinished ones, to try it on.
 *
 * @throws SpipError `sandbox-missing` where it is required; `internal` where this machine can start nothing now
 */
export async function chooseIsolation(
  mode: MatrixOptions['sandbox'],
  context: Pick<Context, 'env'>,
  folder: string,
): Promise<ChosenIsolation> {
  if (mode === 'off') {
    return { isolation: bareProcesses, reason: '`--sandbox off`' };
  }
  const probe = await probeSandbox(context.env, folder);
  if (probe.works) {
    return { isolation: probe.isolation, reason: undefined };
  }
  if (mode === 'require') {
    throw new SpipError('sandbox-missing', `Expected a sandbox: ${probe.reason}`, {
      hint: 'install bubblewrap (for example `apt-get install bubblewrap`), or leave out `--sandbox require`',
    });
  }
  return { isolation: bareProcesses, reason: probe.reason };
}
