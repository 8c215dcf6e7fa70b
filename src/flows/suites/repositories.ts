import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unfinishedPath } from '../../cache/runFolders.ts';
import { removeTree } from '../../lib/files/removeTree.ts';
import { OnceMap } from '../../lib/onceMap.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import { parseMetadata } from '../../pep/metadata.ts';
import { normaliseName } from '../../pep/names.ts';
import { cloneRepository } from '../trees/cloneRepository.ts';
import { treeGit } from '../trees/treeGit.ts';
import type { Facilities } from '../run/openFacilities.ts';
import { readSourceTree } from './readSourceTree.ts';
import type { DiskTree } from './readSourceTree.ts';

/** What a repository has under the tag of a release. */
export interface TaggedTree {
  readonly tree: DiskTree;
  readonly commit: string;
  /** Extras of the release, normalised. */
  readonly provided: readonly string[];
}

/** The repositories that releases name, each cloned once for each of them. */
export class Repositories {
  readonly #facilities: Pick<Facilities, 'temporary' | 'emit'>;
  readonly #context: Pick<Context, 'env' | 'stop'>;
  readonly #trees = new OnceMap<string, TaggedTree | undefined>();

  constructor(
    facilities: Pick<Facilities, 'temporary' | 'emit'>,
    context: Pick<Context, 'env' | 'stop'>,
  ) {
    this.#facilities = facilities;
    this.#context = context;
  }

  /** The tree of the release's tag, without its history; `undefined` where there is none. Throws `interrupted`. */
  async find(wheel: StoredWheel): Promise<TaggedTree | undefined> {
    return this.#trees.get(`${wheel.name} ${wheel.version}`, async () => {
      const metadata = await readFile(join(wheel.root, wheel.distInfo, 'METADATA'), 'utf8');
      for (const url of repositoriesIn(metadata)) {
        const found = await this.#clone(url, wheel);
        if (found !== undefined) {
          const { providesExtra } = parseMetadata(metadata);
          return { ...found, provided: providesExtra.map(normaliseName) };
        }
      }
      return undefined;
    });
  }

  async #clone(
    url: string,
    { name, version }: StoredWheel,
  ): Promise<Omit<TaggedTree, 'provided'> | undefined> {
    const { env } = this.#context;
    const directory = unfinishedPath(this.#facilities.temporary);
    try {
      const target = { kind: 'git', url, credentials: undefined } as const;
      await cloneRepository(
        { ...target, revision: undefined, subdirectory: undefined },
        directory,
        this.#context,
      );
      for (const tag of tagsOf(name, version)) {
        const revision = `refs/tags/${tag}^{commit}`;
        const commit = await treeGit(
          directory,
          ['rev-parse', '--verify', '--quiet', revision],
          env,
        );
        if (commit !== undefined) {
          const id = commit.trim();
          await treeGit(directory, ['checkout', '--quiet', '--force', '--detach', id], env);
          const isThere = (await treeGit(directory, ['rev-parse', 'HEAD'], env))?.trim() === id;
          await removeTree(join(directory, '.git'));
          return isThere ? { tree: readSourceTree(directory), commit: id } : undefined;
        }
      }
      this.#tell(`\`${url}\` has no tag for ${name} ${version}`);
      return undefined;
    } catch (error) {
      if (error instanceof SpipError && error.code !== 'interrupted') {
        this.#tell(error.message);
        return undefined;
      }
      throw error;
    }
  }

  #tell(text: string): void {
    this.#facilities.emit({ kind: 'warning', text: `No tests from git: ${text}` });
  }
}

/** Places of known hosts of repositories: whatever else a release names is not asked. */
const repository =
  /^https?:\/\/(github\.com|gitlab\.com|codeberg\.org|bitbucket\.org|git\.sr\.ht)\/([\w.~-]+)\/([\w.-]+?)(?:\.git)?(?:[/#?].*)?$/;

const mostRepositories = 3;

/**
 * URLs of repositories that the metadata of a release names, its home page and its links.
 *
 * @internal
 */
export function repositoriesIn(metadata: string): readonly string[] {
  const [head = ''] = metadata.split(/\r?\n\r?\n/);
  const named = head.matchAll(
    /^(?:Home-page|Download-URL|Project-URL):[ \t]*(?:[^,\r\n]{0,200},[ \t]*)?(\S+)/gim,
  );
  const urls = [...named].flatMap(([, url = '']) => {
    const [, host, owner, name] = repository.exec(url) ?? [];
    return host === undefined || owner === 'sponsors' ? [] : [`https://${host}/${owner}/${name}`];
  });
  return [...new Set(urls)].slice(0, mostRepositories);
}

/**
 * How projects call the tag of a release.
 *
 * @internal
 */
export function tagsOf(name: string, version: string): readonly string[] {
  const dashed = version.replaceAll('.', '-');
  const underscored = version.replaceAll('.', '_');
  return [
    `v${version}`,
    version,
    `${name}-${version}`,
    `${name}-v${version}`,
    `${name}@${version}`,
    `release-${version}`,
    `rel-${version}`,
    `rel_${underscored}`,
    `v${dashed}`,
    dashed,
  ];
}
