import { OnceMap } from '../../lib/onceMap.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { DistFile, ProjectFiles } from '../../model/distFile.ts';
import { isPrerelease } from '../../pep/version.ts';
import { groupReleases } from '../sets/groupReleases.ts';
import type { BringsModule } from '../sets/unusedExtras.ts';

interface Listing {
  project(name: string): Promise<ProjectFiles | undefined>;
  modules(file: DistFile): Promise<readonly string[] | undefined>;
}

/**
 * Looks modules up in the newest release of a package that has wheels: one page and mostly one ranged request per
 * package and run. Offline, what is not cached counts as not there; so does what cannot be read, for nobody asked for it.
 */
export function listedModules(index: Listing, { offline }: { offline: boolean }): BringsModule {
  const known = new OnceMap<string, ReadonlySet<string>>();
  return async (name, module) => {
    const modules = await known.get(name, async () => {
      try {
        return new Set(await modulesOf(name, index));
      } catch (error) {
        if (error instanceof SpipError && (offline || error.code === 'bad-archive')) {
          return new Set<string>();
        }
        throw error;
      }
    });
    return modules.has(module);
  };
}

async function modulesOf(name: string, index: Listing): Promise<readonly string[]> {
  const project = await index.project(name);
  const wheel = project === undefined ? undefined : smallestWheel(project);
  return (wheel === undefined ? undefined : await index.modules(wheel)) ?? [];
}

/** Of the newest final release: its wheels hold the same modules, whatever they are built for. */
function smallestWheel(project: ProjectFiles): DistFile | undefined {
  const wheels = groupReleases(project)
    .filter(({ version, yanked }) => !isPrerelease(version) && yanked === false)
    .map(({ files }) => files.filter(({ kind }) => kind === 'wheel'))
    .find((files) => files.length > 0);
  return wheels?.toSorted((a, b) => (a.size ?? 0) - (b.size ?? 0))[0];
}
