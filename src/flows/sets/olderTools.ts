import { SpipError } from '../../lib/spipError.ts';
import type { DistFile } from '../../model/distFile.ts';
import type { Lock, LockedPackage } from '../../model/lock.ts';

const dayMs = 86_400_000;
const muchMs = 365 * dayMs;

/** What failures with too new a setuptools speak of. */
const toolWords =
  /\b(?:setuptools|pkg_resources|distutils|setup command|build_ext|build_py|bdist_\w+|use_2to3)\b/;

/**
 * Adds to the failure of a build what may help where it speaks of its tools and the newest of them is more than a year
 * younger than the sdist. Anything else comes back as it is.
 */
export function withOlderTools(error: unknown, sdist: DistFile, tools: Lock): unknown {
  const uploaded = Date.parse(sdist.uploadTime ?? '');
  const newest = newestOf(tools);
  if (
    !(error instanceof SpipError && error.code === 'build-failed' && error.hint === undefined) ||
    !speaksOf(error.message, tools) ||
    newest === undefined ||
    Number.isNaN(uploaded) ||
    newest.uploaded - uploaded < muchMs
  ) {
    return error;
  }
  const { name, version } = newest.tool;
  const date = new Date(uploaded + dayMs).toISOString().slice(0, 10);
  const { message, log, lasting, cause } = error;
  const hint = `\`${name}\` ${version} is much younger than this sdist: \`--build-exclude-newer ${date}\` would build with tools of its time`;
  return new SpipError('build-failed', message, { hint, log, lasting, cause });
}

/** Whether a failure names one of the tools; what it says first is the name of the sdist. */
function speaksOf(message: string, tools: Lock): boolean {
  const [, ...lines] = message.split('\n');
  const text = lines.join('\n').toLowerCase();
  return toolWords.test(text) || tools.packages.some(({ name }) => text.includes(name));
}

function newestOf(
  tools: Lock,
): { readonly tool: LockedPackage; readonly uploaded: number } | undefined {
  return tools.packages
    .map((tool) => ({ tool, uploaded: Date.parse(tool.file.uploadTime ?? '') }))
    .filter(({ uploaded }) => !Number.isNaN(uploaded))
    .toSorted((a, b) => b.uploaded - a.uploaded)[0];
}
