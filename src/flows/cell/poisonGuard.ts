import { lstatSync } from 'node:fs';
import { join, relative } from 'node:path';
import { foldersOf } from '../../envs/eachPath.ts';
import { findModifications, snapshotEnvironment } from '../../envs/findModifications.ts';
import type { EnvironmentSnapshot } from '../../envs/findModifications.ts';
import type { LinkMode } from '../../envs/linkMode.ts';
import type { Materialised } from '../../envs/materialised.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { EmitEvent } from '../../model/runEvent.ts';
import type { Note } from '../../model/storedWheel.ts';
import { isIntact } from '../../store/readStoredWheel.ts';
import { storeMtime } from '../../store/storeFile.ts';

export interface PoisonGuardOptions {
  readonly linkMode: LinkMode;
  /** As of the store. */
  readonly quarantineFile: (path: string) => Promise<void>;
  readonly emit: EmitEvent;
}

/** Thrown by a cell whose files were not those of the store all the time; it is to run again. */
export class PoisonedFiles extends SpipError {
  constructor(paths: readonly string[]) {
    const more = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
    super(
      'disk',
      `Failed to keep shared files as they are: \`${paths[0] ?? ''}\`${more} changed while the cell ran`,
      { hint: 'a test writes to files that its environment shares; run it in a sandbox' },
    );
  }
}

/**
 * Keeps what one cell does to its environment from all others where nothing else does: without a sandbox linked files
 * share their inodes with the store. Each cell checks that its files are the store's before and after it ran. If they are
 * not, whoever changed them, the entries are quarantined and the cell runs again; from then on cells get files of their
 * own, so that in the end only the one that writes finds its own files changed.
 */
export class PoisonGuard {
  readonly #options: PoisonGuardOptions;
  readonly #again = new Map<string, readonly string[]>();

  constructor(options: PoisonGuardOptions) {
    this.#options = options;
  }

  /** How the next cell gets its files. */
  get linkMode(): LinkMode {
    return this.#again.size > 0 ? 'copy' : this.#options.linkMode;
  }

  /** Whether something was changed in this run. */
  get alarmed(): boolean {
    return this.#again.size > 0;
  }

  /**
   * To be called before the first process of a cell starts.
   *
   * @throws PoisonedFiles
   */
  async before(cell: string, materialised: Materialised): Promise<EnvironmentSnapshot> {
    await this.expectUntouched(cell, materialised);
    return snapshotEnvironment(materialised);
  }

  /**
   * To be called after a cell that could not write to its environment: a run without a sandbox that shares the cache
   * could have.
   *
   * @throws PoisonedFiles
   */
  async expectUntouched(cell: string, materialised: Materialised): Promise<void> {
    const poisoned = strangeSources(materialised);
    if (poisoned.length > 0) {
      await this.#runAgain(cell, poisoned, materialised);
    }
  }

  /**
   * To be called when its last process has ended. Says what the cell did to its own files.
   *
   * @throws PoisonedFiles if these were not its own
   */
  async after(
    cell: string,
    materialised: Materialised,
    snapshot: EnvironmentSnapshot,
  ): Promise<readonly Note[]> {
    const found = await findModifications(materialised, snapshot);
    // Another cell may have set the entry aside already: then the link alone says that the file was shared.
    const shared = new Set([...found.poisoned, ...sharedSources(materialised, found.changed)]);
    if (shared.size > 0) {
      await this.#runAgain(cell, [...shared], materialised);
    }
    const paths = [...found.changed, ...found.replaced, ...found.removed, ...found.added];
    const again = this.#again.get(cell);
    return [
      ...(paths.length === 0
        ? []
        : [{ code: 'modified-environment', text: 'modified its environment', paths }]),
      ...(again === undefined
        ? []
        : [
            {
              code: 'ran-again',
              text: 'ran again: files of its environment were changed',
              paths: again,
            },
          ]),
    ];
  }

  async #runAgain(
    cell: string,
    sources: readonly string[],
    { prefix }: Materialised,
  ): Promise<never> {
    const { quarantineFile, emit } = this.#options;
    emit({ kind: 'debug', text: `${cell}: changed in the store: ${sources.join(', ')}` });
    // Only what stands behind the bucket and the digest says something to people.
    this.#again.set(
      cell,
      sources.map((path) =>
        path.startsWith(prefix) ? relative(prefix, path) || '.' : path.replace(/^.*\/files\//, ''),
      ),
    );
    // The environment too, if cells share it.
    for (const path of [...sources, prefix]) {
      await quarantineFile(path);
    }
    throw new PoisonedFiles(this.#again.get(cell) ?? []);
  }
}

/** Store files behind those of these paths that share their inode with the store. */
function sharedSources(
  { mode, plan, bytecode }: Materialised,
  changed: readonly string[],
): readonly string[] {
  if (mode !== 'hardlink' || changed.length === 0) {
    return [];
  }
  const paths = new Set(changed);
  const linked = [...plan.files.filter((file) => file.kind === 'store'), ...bytecode];
  return linked.filter(({ path }) => paths.has(path)).map(({ source }) => source);
}

/**
 * Files of an environment that are not as spip made them: those of the store, which were changed before they were linked
 * or through a link, and of an environment that cells share all others, folders included.
 */
function strangeSources(materialised: Materialised): readonly string[] {
  const { prefix, plan, bytecode } = materialised;
  const strangers = materialised.sealed === true ? unsealed(materialised) : [];
  for (const file of plan.files) {
    if (file.kind === 'store' && !isIntact(`${prefix}/${file.path}`, file)) {
      strangers.push(file.source);
    }
  }
  for (const { path, source } of bytecode) {
    const stats = lstatSync(`${prefix}/${path}`, { throwIfNoEntry: false });
    if (stats?.mtimeMs !== storeMtime * 1000) {
      strangers.push(source);
    }
  }
  return strangers;
}

/** Folders tell whether something in them has come, gone or been replaced. */
function unsealed({ prefix, plan, bytecode }: Materialised): string[] {
  const generated = plan.files.filter((file) => file.kind === 'generated');
  const own = generated.filter(({ content }) => content.kind !== 'link').map(({ path }) => path);
  const folders = ['', ...foldersOf([...plan.files, ...bytecode])];
  return [...folders, ...own]
    .map((path) => join(prefix, path))
    .filter((path) => lstatSync(path, { throwIfNoEntry: false })?.mtimeMs !== storeMtime * 1000);
}
