import { hash } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bucketFolder, entryKey, entryPath } from '../../cache/buckets.ts';
import { withCheck } from '../../cache/checkedJson.ts';
import { keptPrefix, keptRecordPath, readKeptRecord } from '../../cache/keptEnvironment.ts';
import type { KeptEnvironmentRecord } from '../../cache/keptEnvironment.ts';
import type { Look } from '../../cache/lookLockLook.ts';
import { Producer } from '../../cache/producer.ts';
import type { ProducerOptions } from '../../cache/producer.ts';
import { publishDirectory } from '../../cache/publish.ts';
import { UseStamps } from '../../cache/useStamps.ts';
import { materialise } from '../../envs/materialise.ts';
import type { Materialised } from '../../envs/materialised.ts';
import { usableBytecode } from '../../envs/usableBytecode.ts';
import { digestFile } from '../../lib/files/digestFile.ts';
import { exists } from '../../lib/files/exists.ts';
import { namesIn } from '../../lib/files/namesIn.ts';
import { sealTree } from '../../lib/files/seal.ts';
import { storeMtime } from '../../store/storeFile.ts';
import type { ComposedEnvironment } from './composeEnvironment.ts';
import { witnessPath } from './witness.ts';

export interface KeptEnvironmentsOptions extends ProducerOptions {
  /** Where processes see every kept environment. */
  readonly runtimePrefix: string;
}

/** A file system has a limit of links to one file. */
const mostEnvironments = 5000;

/**
 * Environments that last longer than their cells, for all runs and at the same time: nothing that runs can write to one,
 * and whoever else does breaks its seal. Each is made at most once; its files are hard links to those of the store.
 */
export class KeptEnvironments {
  readonly #options: KeptEnvironmentsOptions;
  readonly #producer: Producer;
  readonly #stamps = new UseStamps();
  #room: number | undefined;

  constructor(options: KeptEnvironmentsOptions) {
    this.#options = options;
    this.#producer = new Producer(options);
  }

  /**
   * The environment, found or made; `undefined` where it cannot be kept: there are enough, or files could not be linked.
   *
   * @throws SpipError `disk`
   */
  async get(environment: ComposedEnvironment): Promise<Materialised | undefined> {
    const key = this.#key(environment);
    const place = entryPath(this.#options.cacheDir, 'environments', key);
    if (!exists(place) && !this.#takeRoom()) {
      return undefined;
    }
    const { plan } = environment;
    const materialised: Materialised = {
      plan,
      prefix: keptPrefix(place),
      runtimePrefix: this.#options.runtimePrefix,
      mode: 'hardlink',
      bytecode: usableBytecode(plan, environment.bytecode),
      written: new Map(),
      notes: [],
      sealed: true,
    };
    try {
      await this.#producer.get({
        key: entryKey({ bucket: 'environments', name: key }),
        place,
        look: () => Promise.resolve(look(place)),
        make: (folder) => this.#make({ environment, folder, place }),
      });
    } catch (error) {
      if (error instanceof NotLinked) {
        this.#room = 0;
        return undefined;
      }
      throw error;
    }
    this.#stamps.stamp(place);
    return materialised;
  }

  /** The next request for any of them looks again. */
  lookAgain(): void {
    this.#producer.forgetAll();
  }

  async #make({ environment, folder, place }: Making): Promise<void> {
    const { runtimePrefix } = this.#options;
    const prefix = keptPrefix(folder);
    const made = await materialise(environment.plan, prefix, {
      mode: 'hardlink',
      runtimePrefix,
      bytecode: environment.bytecode,
    });
    if (made.notes.length > 0) {
      throw new NotLinked('Failed to link the files of an environment');
    }
    const witness = witnessPath(environment.plan.interpreter);
    await mkdir(dirname(join(prefix, witness)), { recursive: true });
    await writeFile(join(prefix, witness), '', { flag: 'wx' });
    const record: KeptEnvironmentRecord = {
      wheels: [...new Set(environment.wheels.map(({ sha256 }) => sha256))],
      written: await digests(prefix, [...writtenPaths(made), witness]),
    };
    writeFileSync(keptRecordPath(folder), [...withCheck(JSON.stringify(record))].join(''));
    await sealTree(prefix, storeMtime);
    await publishDirectory(folder, place);
  }

  /** Wheels that were unpacked anew are others: who found them changed does not get back what was linked before. */
  #key({ plan, commit, bytecode, wheels }: ComposedEnvironment): string {
    const facts = [
      commit,
      plan.interpreter.build,
      this.#options.runtimePrefix,
      wheels.map(({ root }) => identityOf(root)),
      bytecode.map(({ path, source }) => [path, source]),
    ];
    return hash('sha256', JSON.stringify(facts), 'hex');
  }

  #takeRoom(): boolean {
    const { path } = bucketFolder(this.#options.cacheDir, 'environments');
    this.#room ??= mostEnvironments - namesIn(path).length;
    this.#room -= 1;
    return this.#room >= 0;
  }
}

interface Making {
  readonly environment: ComposedEnvironment;
  readonly folder: string;
  readonly place: string;
}

/** What was copied in place of a link is nobody's to keep. */
class NotLinked extends Error {}

function look(place: string): Look<true> {
  if (!exists(place)) {
    return { state: 'absent' };
  }
  return readKeptRecord(place) !== undefined && exists(keptPrefix(place))
    ? { state: 'present', value: true }
    : { state: 'damaged', reason: '`environment.json` is missing or was changed' };
}

function identityOf(folder: string): readonly number[] {
  const { ino, birthtimeMs } = statSync(folder);
  return [ino, birthtimeMs];
}

/** What is neither linked nor a link itself. */
function writtenPaths({ plan, written }: Materialised): readonly string[] {
  const copies = plan.files.filter(
    (file) => file.kind === 'generated' && file.content.kind === 'copy',
  );
  return [...written.keys(), ...copies.map(({ path }) => path)];
}

async function digests(
  prefix: string,
  paths: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const entries = await Promise.all(
    paths.map(async (path) => [path, await digestFile(join(prefix, path))] as const),
  );
  return Object.fromEntries(entries);
}
