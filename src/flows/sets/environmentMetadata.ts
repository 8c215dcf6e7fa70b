import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lookLockLook, lookOf } from '../../cache/lookLockLook.ts';
import { OnceMap } from '../../lib/onceMap.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { DistFile, ProjectFiles } from '../../model/distFile.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { CoreMetadata } from '../../pep/metadata.ts';
import { parseMetadata } from '../../pep/metadata.ts';
import type { MetadataSource } from '../../resolve/metadataSource.ts';
import { directIndex } from './openDirect.ts';
import { hashedFiles } from './hashedFiles.ts';
import type { Facilities } from '../run/openFacilities.ts';
import { projectOfFile } from '../../model/projectOfFile.ts';
import type { WheelBuilder } from './wheelBuilder.ts';

const epoch = '1970-01-01T00:00:00Z';

export interface EnvironmentMetadataOptions {
  readonly facilities: Facilities;
  readonly builder: WheelBuilder;
  readonly interpreter: Interpreter;
  /** By normalised name the digests of the files that may be chosen; a name that is missing may have any. */
  readonly hashed: ReadonlyMap<string, ReadonlySet<string>>;
  /** What stands in the place of all that the indexes have for a name. */
  readonly fixed: ReadonlyMap<string, ProjectFiles>;
  /** The same for what only a constraint names: it is brought if anybody asks for it. */
  readonly sources: ReadonlyMap<string, () => Promise<ProjectFiles>>;
}

/**
 * What the resolver asks for, on one interpreter: pages and metadata from the index, the whole wheel where the
 * index can give no less; for sdists their static metadata, what their backend prepares, or that of the wheel built.
 */
export class EnvironmentMetadata implements MetadataSource {
  readonly #options: EnvironmentMetadataOptions;
  readonly #installed = new Set<string>();
  readonly #known = new OnceMap<string, CoreMetadata>();

  constructor(options: EnvironmentMetadataOptions) {
    this.#options = options;
  }

  /** Says that the wheel of this package is needed anyway: nothing is prepared for it beforehand. */
  willInstall(name: string): void {
    this.#installed.add(name);
  }

  async project(name: string): Promise<ProjectFiles | undefined> {
    const { facilities, hashed, fixed, sources } = this.#options;
    const given = agreed(fixed.get(name), await sources.get(name)?.());
    if (given !== undefined) {
      // Whoever names a file has it: no date rules it out.
      const files = given.files.map((file) => ({ ...file, uploadTime: epoch }));
      return { ...given, files };
    }
    const project = await facilities.index.project(name);
    const hashes = hashed.get(name);
    return project === undefined || hashes === undefined
      ? project
      : hashedFiles(project, hashes, facilities);
  }

  metadata(file: DistFile): Promise<CoreMetadata> {
    const make = (): Promise<CoreMetadata> =>
      file.kind === 'wheel' ? this.#ofWheel(file) : this.#ofSdist(file);
    return this.#known.get(file.url, make, file.filename);
  }

  /** Where the page promises no metadata, one process at a time looks: it may have to fetch all of the wheel. */
  async #ofWheel(file: DistFile): Promise<CoreMetadata> {
    const { index, locks, stopped } = this.#options.facilities;
    if (file.metadata !== false || file.url.startsWith('file:')) {
      return await this.#found(file);
    }
    const key = `metadata-${file.sha256 ?? hash('sha256', file.url, 'hex')}`;
    return await lookLockLook(
      {
        look: async () => lookOf(await index.keptMetadata(file)),
        make: () => this.#found(file),
      },
      (task) => locks.withLock(key, task, { signal: stopped }),
    );
  }

  async #found(file: DistFile): Promise<CoreMetadata> {
    const { index, store, fetch } = this.#options.facilities;
    const remote = await index.metadata(file);
    if (remote !== undefined) {
      return remote;
    }
    const wheel = await store.wheel(file, fetch);
    const metadata = parseMetadata(await readFile(join(wheel.root, wheel.distInfo, 'METADATA')));
    await index.rememberMetadata(file, metadata);
    return metadata;
  }

  async #ofSdist(file: DistFile): Promise<CoreMetadata> {
    const { builder, interpreter } = this.#options;
    if (!this.#installed.has(projectOfFile(file))) {
      const metadata = await builder.metadataOf(file, interpreter);
      if (metadata !== undefined) {
        return metadata;
      }
    }
    const { wheel } = await builder.wheelOf(file, interpreter);
    return parseMetadata(await readFile(join(wheel.root, wheel.distInfo, 'METADATA')));
  }
}

/** A constraint counts more than a lock's files, but whoever asks for two sources gets none. */
function agreed(
  fixed: ProjectFiles | undefined,
  source: ProjectFiles | undefined,
): ProjectFiles | undefined {
  const [asked] = fixed?.files ?? [];
  const [constrained] = source?.files ?? [];
  if (asked?.index === directIndex && constrained !== undefined && asked.url !== constrained.url) {
    throw new SpipError(
      'unresolvable',
      `Failed to take \`${source?.name ?? ''}\` from two places: \`${asked.url}\` and \`${constrained.url}\``,
    );
  }
  return source ?? fixed;
}
