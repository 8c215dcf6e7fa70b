import { metadataBeside } from '../cache/besideSdist.ts';
import type { Product } from '../cache/producer.ts';
import { readKept, writeKept } from '../cache/readKept.ts';
import type { CoreMetadata } from '../pep/metadata.ts';
import { parseMetadata } from '../pep/metadata.ts';
import { digestOfKey } from './builtProduct.ts';
import type { BuiltKey } from './builtProduct.ts';

/** What decides the metadata of an sdist, with where the sdist lies. */
export interface MetadataKey extends BuiltKey {
  readonly path: string;
}

/** What came of asking a backend: that only a build can tell may be so for good, or only this time. */
export type Prepared =
  | { readonly kind: 'metadata'; readonly text: string }
  | { readonly kind: 'none' | 'passing' };

export interface PreparedMetadataOptions {
  /** This run's folder for what is unfinished. */
  readonly temporary: string;
  readonly prepare: () => Promise<Prepared>;
}

/**
 * The metadata that a backend prepares, kept beside its sdist; `undefined`: there is none without a build. Only what
 * `prepare` would say again is kept for later runs.
 */
export function preparedMetadata(
  key: MetadataKey,
  { temporary, prepare }: PreparedMetadataOptions,
): Product<CoreMetadata | undefined> {
  const digest = digestOfKey(key);
  const place = metadataBeside(key.path, digest);
  let made: Kept | undefined;
  return {
    key: `metadata-${digest}`,
    place,
    look: async () => {
      const kept = made ?? (await readKept(place, isKept));
      return kept === undefined || (kept.metadata === null && kept.rules !== key.rules)
        ? { state: 'absent' }
        : { state: 'present', value: valueOf(kept) };
    },
    make: async () => {
      const prepared = await prepare();
      const kept: Kept = {
        metadata: prepared.kind === 'metadata' ? prepared.text : null,
        rules: key.rules,
      };
      if (prepared.kind !== 'passing') {
        await writeKept(place, kept, temporary);
      }
      made = kept;
    },
  };
}

/** Text of METADATA; `null`: only a build can tell. */
interface Kept {
  readonly metadata: string | null;
  /** Of the key: what could not be prepared may be by others. */
  readonly rules: string;
}

function valueOf({ metadata }: Kept): CoreMetadata | undefined {
  return metadata === null ? undefined : parseMetadata(metadata);
}

function isKept(value: unknown): value is Kept {
  return (
    typeof value === 'object' &&
    value !== null &&
    'metadata' in value &&
    (value.metadata === null || typeof value.metadata === 'string') &&
    'rules' in value
  );
}
