import { SpipError } from '../lib/spipError.ts';
import type { DistFile } from '../model/distFile.ts';
import type { Lock, LockedPackage } from '../model/lock.ts';

const dayMs = 86_400_000;
const muchMs = 365 * dayMs;

/**
 * Adds to the failure of a build what may help where the newest of its tools is more than a year younger than the
 * sdist. Anything else comes back as it is.
 */
export function withOlderTools(error: unknown, sdist: DistFile, tools: Lock): unknown {
  const uploaded = Date.parse(sdist.uploadTime ?? '');
  const newest = newestOf(tools);
  if (
    !(error instanceof SpipError && error.code === 'build-failed' && error.hint === undefined) ||
    newest === undefined ||
    Number.isNaN(uploaded) ||
    newest.uploaded - uploaded < muchMs
  ) {
    return error;
  }
  const { name, version } = newest.tool;
  const date = new Date(uploaded + dayMs).toISOString().slice(0, 10);
  const { message, log, lasting, cause } = error;
  const hint = `\`${name}\` ${version} is much younger than this sdist: \`--build-exclude-newer ${date}\` builds with tools of its time`;
  return new SpipError('build-failed', message, { hint, log, lasting, cause });
}

function newestOf(
  tools: Lock,
): { readonly tool: LockedPackage; readonly uploaded: number } | undefined {
  return tools.packages
    .map((tool) => ({ tool, uploaded: Date.parse(tool.file.uploadTime ?? '') }))
    .filter(({ uploaded }) => !Number.isNaN(uploaded))
    .toSorted((a, b) => b.uploaded - a.uploaded)[0];
}
