import { SpipError } from '../lib/spipError.ts';

/** The core metadata of a distribution, as far as spip reads it (METADATA, PKG-INFO). */
export interface CoreMetadata {
  readonly metadataVersion: string;
  /** As written. */
  readonly name: string;
  /** As written. */
  readonly version: string;
  /** The raw specifiers; `undefined` where there is no such field. */
  readonly requiresPython: string | undefined;
  /** The raw requirements, in order, folded lines joined; an empty one is malformed. */
  readonly requiresDist: readonly string[];
  /** As written. */
  readonly providesExtra: readonly string[];
  /** Names of the fields that a build may still change (PEP 643), lower case. */
  readonly dynamic: readonly string[];
  readonly summary: string | undefined;
}

/** In bytes; the largest real one has less than one million. */
export const maxMetadataBytes = 16e6;

/** Many times what any real release asks for; each costs far more memory than its line. */
const maxRequirements = 20_000;

/**
 * Reads core metadata 1.0 to 2.x: header fields (names in any case, values folded over lines), then a body that is
 * ignored. Bytes that are no UTF-8 are read as Latin-1, as files from before 2.1 need. A byte order mark is no part of a
 * name, so that it hides all fields, as from pip and uv.
 *
 * @throws SpipError `invalid-metadata` without Name or Version, or far larger than any real one
 */
export function parseMetadata(content: string | Uint8Array): CoreMetadata {
  if (content.length > maxMetadataBytes) {
    throw new SpipError(
      'invalid-metadata',
      `Expected at most ${maxMetadataBytes} bytes of core metadata`,
    );
  }
  const fields = readFields(typeof content === 'string' ? content : decode(content));
  if ((fields.get('requires-dist')?.length ?? 0) > maxRequirements) {
    throw new SpipError(
      'invalid-metadata',
      `Expected at most ${maxRequirements} fields \`Requires-Dist\` in the core metadata`,
    );
  }
  const one = (field: string): string | undefined => known(fields.get(field)?.[0]);
  const all = (field: string): readonly string[] =>
    fields.get(field)?.filter((v) => v !== '') ?? [];
  return {
    metadataVersion: one('metadata-version') ?? '1.0',
    name: one('name') ?? refuse('Name'),
    version: one('version') ?? refuse('Version'),
    requiresPython: one('requires-python'),
    requiresDist: fields.get('requires-dist') ?? [],
    providesExtra: all('provides-extra'),
    dynamic: all('dynamic').map((field) => field.toLowerCase()),
    summary: one('summary'),
  };
}

// Printable ASCII without white space and colon (RFC 5322).
const header = /^([!-9;-~]+)[ \t]*:(.*)$/s;

function readFields(text: string): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  let values: string[] | undefined;
  for (const [line] of text.matchAll(/.*?(?:\r\n|\n|\r|$)/gs)) {
    const isFolded = line.startsWith(' ') || line.startsWith('\t');
    if (isFolded && values !== undefined) {
      values.push(joinFolded(values.pop() ?? '', line.trim()));
      continue;
    }
    const [, name, value = ''] = header.exec(line) ?? [];
    if (name === undefined) {
      // An empty line, or any other that is no field, ends the headers.
      break;
    }
    values = fields.get(name.toLowerCase()) ?? [];
    values.push(value.trim());
    fields.set(name.toLowerCase(), values);
  }
  return fields;
}

function joinFolded(value: string, more: string): string {
  return value === '' || more === '' ? value + more : `${value} ${more}`;
}

/** Old tools wrote UNKNOWN where there was nothing to say. */
function known(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value === 'UNKNOWN' ? undefined : value;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

function refuse(field: string): never {
  throw new SpipError('invalid-metadata', `Expected the field \`${field}\` in the core metadata`);
}
