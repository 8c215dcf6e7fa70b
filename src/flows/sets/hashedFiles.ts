import { allEnded } from '../../lib/allEnded.ts';
import type { DistFile, ProjectFiles } from '../../model/distFile.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import { appliesTo } from './appliesTo.ts';
import type { Facilities } from '../run/openFacilities.ts';
import type { HashedRequirement } from '../ask/readInputs.ts';

type HashRules = ReadonlyMap<string, ReadonlySet<string>>;

/** By normalised name the files that may be chosen on this Python: what every line that applies lists, as for pip. */
export function hashRules(
  lines: readonly HashedRequirement[],
  interpreter: Pick<Interpreter, 'markers'>,
): HashRules {
  const rules = new Map<string, ReadonlySet<string>>();
  for (const { requirement, hashes } of lines) {
    const { name } = requirement;
    if (hashes.length > 0 && appliesTo(requirement, interpreter)) {
      const own = new Set(hashes);
      rules.set(name, rules.get(name)?.intersection(own) ?? own);
    }
  }
  return rules;
}

/** The files of a project with one of these digests; those whose digest nobody promises are fetched and digested. */
export async function hashedFiles(
  project: ProjectFiles,
  hashes: ReadonlySet<string>,
  facilities: Pick<Facilities, 'store' | 'fetch' | 'emit'>,
): Promise<ProjectFiles> {
  const digested = await allEnded(project.files.map((file) => withDigest(file, facilities)));
  const files = digested.filter(({ sha256 }) => sha256 !== undefined && hashes.has(sha256));
  if (files.length === 0 && project.files.length > 0) {
    facilities.emit({
      kind: 'warning',
      text: `None of the ${project.files.length} files of \`${project.name}\` has a hash that the requirements list`,
    });
  }
  return { ...project, files };
}

/** The file with its digest, fetched and digested where nobody promises one. */
export async function withDigest(
  file: DistFile,
  { store, fetch }: Pick<Facilities, 'store' | 'fetch'>,
): Promise<DistFile> {
  if (file.sha256 !== undefined) {
    return file;
  }
  const { sha256 } =
    file.kind === 'wheel' ? await store.wheel(file, fetch) : await store.sdist(file, fetch);
  return { ...file, sha256 };
}
