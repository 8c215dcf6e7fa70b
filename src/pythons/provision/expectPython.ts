import { SpipError } from '../../lib/spipError.ts';
import { probeInterpreter } from '../probeInterpreter.ts';
import type { ProbeReport } from '../probeReport.ts';
import type { PythonArchive } from './pythonArchive.ts';

/** Twice what any Python was seen to take on a busy machine. */
const timeoutMs = 60_000;

/**
 * Starts a Python once, and expects it to be what its archive is called.
 *
 * @throws SpipError `interpreter-broken`, `interrupted`
 */
export async function expectPython(
  executable: string,
  archive: PythonArchive,
  signal: AbortSignal,
): Promise<void> {
  const probed = await probeInterpreter(executable, { timeoutMs, signal });
  if (signal.aborted) {
    throw new SpipError('interrupted', 'Failed to install: interrupted');
  }
  if (probed.kind !== 'answer') {
    const reason =
      probed.kind === 'broken' ? probed.reason : `did not answer within ${probed.seconds} s`;
    throw broken(archive, reason, 'its archive may be meant for another system or libc');
  }
  const said = describe(probed.report);
  const { implementation, version, freeThreaded } = archive;
  const isIt =
    said.implementation === implementation &&
    said.freeThreaded === freeThreaded &&
    (said.version === version ||
      (implementation === 'pypy' && said.version.startsWith(`${version}.`)));
  if (!isIt) {
    const free = said.freeThreaded ? ', free-threaded' : '';
    throw broken(archive, `says that it is \`${said.implementation}\` ${said.version}${free}`);
  }
}

function describe({ implementation, markers, gilDisabled }: ProbeReport): {
  readonly implementation: string;
  readonly version: string;
  readonly freeThreaded: boolean;
} {
  return { implementation, version: markers.python_full_version, freeThreaded: gilDisabled };
}

function broken({ filename }: PythonArchive, reason: string, hint?: string): SpipError {
  return new SpipError(
    'interpreter-broken',
    `Failed to use the Python in \`${filename}\`: it ${reason}`,
    { hint },
  );
}
