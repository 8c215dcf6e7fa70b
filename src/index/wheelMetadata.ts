import { createHash } from 'node:crypto';
import { withFileAccess } from '../archive/randomAccess.ts';
import type { RandomAccess } from '../archive/randomAccess.ts';
import { readZipEntry } from '../archive/readZipEntry.ts';
import { readZipDirectory } from '../archive/zipDirectory.ts';
import { pathOfUrl } from '../lib/urls/pathOfUrl.ts';
import { isErrno } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';
import type { DistFile } from '../model/distFile.ts';
import { maxMetadataBytes, parseMetadata } from '../pep/metadata.ts';
import type { CoreMetadata } from '../pep/metadata.ts';
import { normaliseName } from '../pep/names.ts';
import { parseWheelFilename } from '../pep/wheelFilename.ts';
import type { HttpClient } from './http/httpClient.ts';
import type { MetadataCache } from './metadataCache.ts';
import { acceptedEncodings, readBody } from './http/readBody.ts';
import type { RangeHosts } from './rangeHosts.ts';
import { remoteArchive } from './remoteArchive.ts';
import type { RemoteArchiveOptions } from './remoteArchive.ts';
import type { WholeFiles } from './wholeFiles.ts';
import { showUrl } from '../lib/urls/showUrl.ts';

export interface MetadataOptions {
  readonly client: HttpClient;
  readonly cache: MetadataCache;
  readonly offline: boolean;
  readonly refresh: boolean;
  readonly hosts: RangeHosts;
  readonly wholes: WholeFiles;
}

export interface WheelMetadata {
  read(file: DistFile): Promise<CoreMetadata | undefined>;
  /** What the cache has of a remote wheel. */
  kept(file: DistFile): Promise<CoreMetadata | undefined>;
  /** Keeps what somebody found in the whole file of a remote wheel. */
  remember(file: DistFile, metadata: CoreMetadata): Promise<void>;
}

/**
 * The metadata of wheels without the wheels: from the cache, the advertised `.metadata` file (PEP 658), ranged reads
 * of the archive, in this order; `undefined` where none of them works.
 */
export function wheelMetadata(options: MetadataOptions): WheelMetadata {
  const { client, cache, offline, refresh } = options;
  // What is kept by its digest cannot change.
  const kept = async (file: DistFile): Promise<CoreMetadata | undefined> =>
    refresh && file.sha256 === undefined ? undefined : await cache.read(file);
  return {
    read: async (file) => {
      if (file.kind !== 'wheel') {
        return undefined;
      }
      if (file.url.startsWith('file:')) {
        return await localMetadata(file);
      }
      const known = await kept(file);
      if (known !== undefined || offline) {
        return known;
      }
      const found =
        (await advertisedMetadata(file, client)) ?? (await rangedMetadata(file, options));
      if (found !== undefined) {
        await cache.write(file, found);
      }
      return found;
    },
    kept: async (file) =>
      file.kind === 'wheel' && !file.url.startsWith('file:') ? await kept(file) : undefined,
    remember: async (file, metadata) => {
      if (!file.url.startsWith('file:')) {
        await cache.write(file, metadata);
      }
    },
  };
}

async function localMetadata(file: DistFile): Promise<CoreMetadata> {
  const path = pathOfUrl(file.url);
  try {
    return await withFileAccess(path, async (access) => await archiveMetadata(access, file));
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'EACCES', 'EISDIR')) {
      throw new SpipError(
        'index-unreachable',
        `Failed to read \`${path}\`, which \`${showUrl(file.index)}\` lists`,
        { cause: error },
      );
    }
    throw error;
  }
}

async function advertisedMetadata(
  file: DistFile,
  client: HttpClient,
): Promise<CoreMetadata | undefined> {
  if (file.metadata === false) {
    return undefined;
  }
  const url = `${file.url}.metadata`;
  const headers = { 'accept-encoding': acceptedEncodings };
  const bytes = await client.exchange(
    { url, kind: 'metadata', headers: () => headers, accept: [404, 410] },
    async (response) => {
      if (response.status !== 200) {
        // Some mirrors pass the promise on but not the file.
        return undefined;
      }
      return await readBody(response);
    },
  );
  if (bytes === undefined) {
    return undefined;
  }
  const other = otherAnswer(bytes.toString('latin1', 0, 64).trimStart());
  if (other !== undefined) {
    throw new SpipError(
      'index-unreachable',
      `Expected core metadata from \`${showUrl(url)}\`, found ${other}`,
      { hint: 'the index or a proxy in between answers with a page, for example to log in' },
    );
  }
  const expected = file.metadata.sha256;
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (expected !== undefined && expected !== actual) {
    throw new SpipError(
      'hash-mismatch',
      `Expected sha256 \`${expected}\` for \`${showUrl(url)}\`: \`${actual}\``,
      { hint: 'the index or a proxy serves damaged files' },
    );
  }
  return parsed(bytes, url);
}

function parsed(bytes: Buffer, url: string): CoreMetadata {
  try {
    return parseMetadata(bytes);
  } catch (error) {
    if (error instanceof SpipError) {
      throw new SpipError(error.code, `${error.message} from \`${showUrl(url)}\``, {
        cause: error,
      });
    }
    throw error;
  }
}

async function rangedMetadata(
  file: DistFile,
  options: RemoteArchiveOptions,
): Promise<CoreMetadata | undefined> {
  const access = await remoteArchive(file, options);
  try {
    return access === undefined ? undefined : await archiveMetadata(access, file);
  } catch (error) {
    if (error instanceof SpipError && error.code === 'bad-archive') {
      // Damaged, or a server that answers ranges wrongly: whoever reads the whole file finds out.
      return undefined;
    }
    throw error;
  }
}

async function archiveMetadata(access: RandomAccess, file: DistFile): Promise<CoreMetadata> {
  const directory = await readZipDirectory(access, { archive: file.filename });
  const { name } = parseWheelFilename(file.filename);
  const candidates = directory.entries.filter(({ path }) =>
    /^[^/]+\.dist-info\/METADATA$/.test(path),
  );
  const entry =
    candidates.find(({ path }) => normaliseName(path.split('-')[0] ?? '') === name) ??
    candidates[0];
  if (entry === undefined) {
    throw new SpipError(
      'bad-archive',
      `Expected a \`METADATA\` file in the \`.dist-info\` folder of \`${file.filename}\``,
    );
  }
  return parseMetadata(await readZipEntry({ access, directory }, entry, maxMetadataBytes));
}

/** What servers send that have something else to say; no core metadata begins like it. */
function otherAnswer(start: string): string | undefined {
  return start.startsWith('<?xml')
    ? 'a page in XML'
    : start.startsWith('<')
      ? 'a page in HTML'
      : /^[{[]/.test(start)
        ? 'JSON'
        : undefined;
}
