import { SpipError } from '../../lib/spipError.ts';
import type { DistFile } from '../../model/distFile.ts';
import type { Lock, LockedPackage } from '../../model/lock.ts';

const dayMs = 86_400_000;
const muchMs = 365 * dayMs;

/** What failures with too new a setuptools speak of. */
const toolWords =
  /\b(?:setuptools|pkg_resources|distutils|setup command|build_ext|build_py|bdist_\w+|use_2to3)\b/;

/** The failure of a build with a way out. */
export interface OlderTools {
  readonly error: SpipError;
  /** Only tools uploaded before it would do. */
  readonly moment: Date;
}

/**
 * What may help where the failure of a build speaks of its tools and the newest of them is more than a year younger than
 * the sdist. `undefined` for anything else.
 */
export function olderTools(error: unknown, sdist: DistFile, tools: Lock): OlderTools | undefined {
  const uploaded = Date.parse(sdist.uploadTime ?? '');
  const newest = newestOf(tools);
  if (
    !(error instanceof SpipError && error.code === 'build-failed' && error.hint === undefined) ||
    !speaksOf(error.message, tools) ||
    newest === undefined ||
    Number.isNaN(uploaded) ||
    newest.uploaded - uploaded < muchMs
  ) {
    return undefined;
  }
  const { name, version } = newest.tool;
  const date = new Date(uploaded + dayMs).toISOString().slice(0, 10);
  const { message, log, lasting, cause } = error;
  const hint = `\`${name}\` ${version} is much younger than this sdist: \`--build-exclude-newer ${date}\` would build with tools of its time`;
  return {
    error: new SpipError('build-failed', message, { hint, log, lasting, cause }),
    // The end of that day.
    moment: new Date(Date.parse(date) + dayMs),
  };
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
