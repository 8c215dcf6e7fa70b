import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OnceMap } from '../lib/onceMap.ts';
import type { DistFile } from '../model/distFile.ts';
import type { Interpreter } from '../model/interpreter.ts';
import type { CoreMetadata } from '../pep/metadata.ts';
import { parseMetadata } from '../pep/metadata.ts';
import type { MetadataSource } from '../resolve/metadataSource.ts';
import type { WheelBuilder } from './wheelBuilder.ts';
import type { Workshop } from './openWorkshop.ts';

/**
 * What the resolver asks for, on one interpreter: pages and metadata from the index, the whole wheel where the
 * index can give no less, and for sdists their static metadata or that of the wheel built from them.
 */
export class EnvironmentMetadata implements MetadataSource {
  readonly #workshop: Workshop;
  readonly #builder: WheelBuilder;
  readonly #interpreter: Interpreter;
  readonly #known = new OnceMap<string, CoreMetadata>();

  constructor(workshop: Workshop, builder: WheelBuilder, interpreter: Interpreter) {
    this.#workshop = workshop;
    this.#builder = builder;
    this.#interpreter = interpreter;
  }

  project: MetadataSource['project'] = (name) => this.#workshop.index.project(name);

  metadata(file: DistFile): Promise<CoreMetadata> {
    return this.#known.get(file.url, () =>
      file.kind === 'wheel' ? this.#ofWheel(file) : this.#ofSdist(file),
    );
  }

  async #ofWheel(file: DistFile): Promise<CoreMetadata> {
    const { index, store, fetch } = this.#workshop;
    const remote = await index.metadata(file);
    if (remote !== undefined) {
      return remote;
    }
    const wheel = await store.wheel(file, fetch);
    return parseMetadata(await readFile(join(wheel.root, wheel.distInfo, 'METADATA')));
  }

  async #ofSdist(file: DistFile): Promise<CoreMetadata> {
    const facts = await this.#builder.facts(file);
    if (facts.metadata !== undefined) {
      return facts.metadata;
    }
    const { wheel } = await this.#builder.wheelOf(file, this.#interpreter);
    return parseMetadata(await readFile(join(wheel.root, wheel.distInfo, 'METADATA')));
  }
}
