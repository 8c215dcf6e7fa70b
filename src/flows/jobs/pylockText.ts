import { pathOfUrl } from '../../lib/urls/pathOfUrl.ts';
import { publicUrl } from '../../lib/urls/publicUrl.ts';
import type { DistFile } from '../../model/distFile.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { Lock, LockedPackage } from '../../model/lock.ts';
import { formatPylock } from '../../pep/pylock.ts';
import type { PylockDirect, PylockFile, PylockPackage } from '../../pep/pylock.ts';
import { readLenientRequirement, readRequiresPython } from '../../pep/lenientRequirement.ts';
import type { MetadataSource } from '../../resolve/metadataSource.ts';
import { directIndex } from '../sets/openDirect.ts';

/** A lock as `pylock.toml` (PEP 751), for the one Python that it was resolved for. */
export async function pylockText(
  lock: Lock,
  { interpreter, source }: { readonly interpreter: Interpreter; readonly source: MetadataSource },
): Promise<string> {
  const names = new Set(lock.packages.map(({ name }) => name));
  return formatPylock({
    createdBy: 'spip',
    requiresPython: `==${interpreter.markers.python_version}.*`,
    environments: [
      `sys_platform == "${interpreter.markers.sys_platform}" and platform_machine == "${interpreter.markers.platform_machine}"`,
    ],
    packages: await Promise.all(lock.packages.map((each) => pylockPackage(each, names, source))),
  });
}

async function pylockPackage(
  { name, version, file, requires }: LockedPackage,
  names: ReadonlySet<string>,
  source: MetadataSource,
): Promise<PylockPackage> {
  const { requiresPython } = await source.metadata(file);
  const direct = directOf(file);
  const needed = new Set(requires.map((text) => readLenientRequirement(text).value.name));
  return {
    name,
    version,
    requiresPython: wellFormed(requiresPython),
    index: file.index.startsWith('http') ? file.index : undefined,
    dependencies: [...needed.intersection(names)].toSorted(),
    direct,
    files: direct === undefined ? [pylockFile(file)] : [],
  };
}

/** What is malformed would be so in a lock: what was read in its place, or nothing. */
function wellFormed(requiresPython: string | undefined): string | undefined {
  const read = requiresPython === undefined ? undefined : readRequiresPython(requiresPython);
  return read === undefined ? undefined : (read.repaired ?? requiresPython);
}

/** What stands in the place of files for a direct reference. */
function directOf({ index, url, sha256 = '' }: DistFile): PylockDirect | undefined {
  if (index !== directIndex) {
    return undefined;
  }
  const [, repository, commit, subdirectory] =
    /^git\+(.*)@([0-9a-f]+)(?:#subdirectory=(.*))?$/.exec(url) ?? [];
  if (repository !== undefined && commit !== undefined) {
    return { kind: 'vcs', url: repository, commit, subdirectory };
  }
  return /\.(?:whl|tar\.gz|tar\.bz2|tgz|zip)$/.test(new URL(url).pathname)
    ? { kind: 'archive', url: publicUrl(url), sha256 }
    : { kind: 'directory', path: pathOfUrl(url) };
}

function pylockFile(file: DistFile): PylockFile {
  return {
    kind: file.kind,
    filename: file.filename,
    url: publicUrl(file.url),
    sha256: file.sha256 ?? '',
    size: file.size,
    uploadTime: file.uploadTime,
  };
}
