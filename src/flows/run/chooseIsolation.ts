import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import { bareProcesses } from '../../process/isolation/bareProcesses.ts';
import type { Isolation } from '../../process/isolation/isolation.ts';
import type { SandboxMemory } from '../../process/isolation/probeSandbox.ts';
import { probeSandbox } from '../../process/isolation/probeSandbox.ts';

export interface ChosenIsolation {
  /** Of cells and builds. */
  readonly isolation: Isolation;
  /** Why it is no sandbox. */
  readonly sandboxReason: string | undefined;
  /** Before what a sandbox that does not start would be told of wrongly (`probeSandbox`). */
  readonly confirmSandbox: () => Promise<void>;
  /** Called where a sandbox did not start. */
  readonly forgetSandbox: () => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

/**
 * The sandbox where it works on this machine and is wanted. `folder` is one of the run's unfinished ones, to try it on.
 *
 * @throws SpipError `sandbox-missing` where it is required; `internal` where this machine can start nothing now
 */
export async function chooseIsolation(
  mode: MatrixOptions['sandbox'],
  context: Pick<Context, 'env'>,
  { folder, dataDir }: { readonly folder: string; readonly dataDir: string },
): Promise<ChosenIsolation> {
  const bare = { isolation: bareProcesses, confirmSandbox: nothing, forgetSandbox: nothing };
  if (mode === 'off') {
    return { ...bare, sandboxReason: '`--sandbox off`' };
  }
  const memory = sandboxMemory(join(dataDir, 'sandbox.json'));
  const probe = await probeSandbox(context.env, folder, memory);
  if (probe.works) {
    const { isolation, confirm: confirmSandbox } = probe;
    return {
      isolation,
      sandboxReason: undefined,
      confirmSandbox,
      forgetSandbox: () => memory.forget(),
    };
  }
  if (mode === 'require') {
    throw new SpipError('sandbox-missing', `Expected a sandbox: ${probe.reason}`, {
      hint: 'install bubblewrap (for example `apt-get install bubblewrap`), or leave out `--sandbox require`',
    });
  }
  return { ...bare, sandboxReason: probe.reason };
}

/**
 * One file that holds exactly what `write` wrote, or counts for nothing. What cannot be kept is tried again by the next
 * command.
 */
function sandboxMemory(path: string): SandboxMemory {
  const textOf = (facts: string, hasLayer: boolean): string =>
    JSON.stringify({ facts, has_layer: hasLayer });
  return {
    read: async (facts) => {
      const text = await readFile(path, 'utf8').catch(() => undefined);
      return [true, false].find((hasLayer) => text === textOf(facts, hasLayer));
    },
    write: (facts, hasLayer) =>
      writeFile(path, textOf(facts, hasLayer), { mode: 0o600 }).catch(() => undefined),
    forget: () => rm(path, { force: true }),
  };
}
