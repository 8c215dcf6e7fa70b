import type { FileLocks } from '../cache/fileLock.ts';
import { OnceMap } from '../lib/onceMap.ts';
import type { DistFile, ProjectFiles } from '../model/distFile.ts';
import type { EmitEvent } from '../model/runEvent.ts';
import type { IndexSettings } from '../model/settings.ts';
import type { CoreMetadata } from '../pep/metadata.ts';
import { isValidName } from '../pep/names.ts';
import { answerLimits } from './http/answerLimits.ts';
import type { AnswerLimits } from './http/answerLimits.ts';
import { downloadFile } from './downloadFile.ts';
import { fileIndex } from './fileIndex.ts';
import type { FileSource, SourceContext } from './fileSource.ts';
import { findLinksSource } from './findLinksSource.ts';
import { HttpClient } from './http/httpClient.ts';
import type { HttpEffects } from './http/httpClient.ts';
import { httpEffects } from './http/httpEffects.ts';
import { httpIndex } from './httpIndex.ts';
import { mergeListings } from './mergeListings.ts';
import { metadataCache } from './metadataCache.ts';
import { pageCache } from './pageCache.ts';
import type { ProjectLinks } from './projectLinks.ts';
import { RangeHosts } from './rangeHosts.ts';
import { requestCounters } from './http/requestCounters.ts';
import type { RequestCounters } from './http/requestCounters.ts';
import type { Transport } from './http/transport.ts';
import { undiciTransport } from './http/undiciTransport.ts';
import { wheelMetadata } from './wheelMetadata.ts';
import { wheelModules } from './wheelModules.ts';
import { WholeFiles } from './wholeFiles.ts';

export interface OpenIndexOptions {
  readonly cacheDir: string;
  /** Folder for unfinished files, on the cache's file system; beside the finished ones if left out. */
  readonly temporary?: string | undefined;
  /** Those of the cache; without them what other processes do at the same time may be done twice. */
  readonly locks?: FileLocks | undefined;
  /** Ends waits for other processes. */
  readonly signal?: AbortSignal | undefined;
  /** Use only what is cached; places on this machine are read all the same. */
  readonly offline: boolean;
  /** Ask about cached pages even if they are fresh. */
  readonly refresh: boolean;
  readonly emit: EmitEvent;
  readonly transport?: Transport | undefined;
  readonly effects?: HttpEffects | undefined;
  readonly limits?: AnswerLimits | undefined;
}

/** All the places that list files, as one. Each page and each metadata file is asked for at most once. */
export interface PackageIndex {
  /** What is listed for a normalised name; `undefined`: no place knows it. */
  project(name: string): Promise<ProjectFiles | undefined>;
  /** Metadata of a wheel without downloading it; `undefined`: read the whole file. */
  metadata(file: DistFile): Promise<CoreMetadata | undefined>;
  /** Metadata of a wheel that the cache has, without asking anybody. */
  keptMetadata(file: DistFile): Promise<CoreMetadata | undefined>;
  /** Keeps metadata that had to be read from the whole file, so that it is not asked for again. */
  rememberMetadata(file: DistFile, metadata: CoreMetadata): Promise<void>;
  /** Dotted names of the modules in a wheel, without downloading it; `undefined`: not possible. */
  modules(file: DistFile): Promise<readonly string[] | undefined>;
  /** Streams into a new file; length is checked, the digest is not. */
  download(file: DistFile, destination: string): Promise<void>;
  readonly counters: RequestCounters;
  close(): Promise<void>;
}

/** Opens the indexes and find-links places of the settings; nothing is requested yet. */
export function openIndex(settings: IndexSettings, options: OpenIndexOptions): PackageIndex {
  const { cacheDir, temporary, offline, refresh, emit, effects = httpEffects } = options;
  const counters = requestCounters();
  const transport = options.transport ?? undiciTransport(settings);
  const { limits = answerLimits } = options;
  const client = new HttpClient({ settings, transport, limits, effects, counters, emit });
  const context: SourceContext = {
    client,
    cache: pageCache({ cacheDir, temporary }),
    counters,
    emit,
    offline,
    refresh,
    now: () => effects.now(),
  };
  const groups = settings.groups.map((group) =>
    group.map((index) =>
      index.url.startsWith('file:') ? fileIndex(index.url, context) : httpIndex(index, context),
    ),
  );
  const links = settings.findLinks.map((place) => findLinksSource(place, context));
  const warn = warnOnce(emit);
  const projects = new OnceMap<string, ProjectFiles | undefined>();
  return {
    project: async (name) =>
      await projects.get(name, async () => {
        const found = isValidName(name) ? await findProject(name, groups, links) : undefined;
        found?.warnings.forEach(warn);
        return found?.listed === true ? { name, files: found.files } : undefined;
      }),
    ...wheelFiles(settings, context, options),
    counters,
    close: () => client.close(),
  };
}

/** What is known of wheels, and how files come. */
function wheelFiles(
  { fileLimit }: IndexSettings,
  context: SourceContext,
  { cacheDir, temporary, locks, signal }: OpenIndexOptions,
): Pick<PackageIndex, 'metadata' | 'keptMetadata' | 'rememberMetadata' | 'modules' | 'download'> {
  const wholes = new WholeFiles(temporary, fileLimit);
  const hosts = new RangeHosts({ cacheDir, temporary, locks, signal });
  const wheels = { ...context, cache: metadataCache({ cacheDir, temporary }), hosts, wholes };
  const metadata = wheelMetadata(wheels);
  const known = new OnceMap<string, CoreMetadata | undefined>();
  return {
    metadata: async (file) =>
      await known.get(file.sha256 ?? file.url, async () => await metadata.read(file)),
    keptMetadata: (file) => metadata.kept(file),
    rememberMetadata: async (file, found) => {
      await metadata.remember(file, found);
    },
    modules: async (file) => await wheelModules(file, wheels),
    download: async (file, destination) => {
      if (!(await wholes.take(file, destination))) {
        await downloadFile({ file, destination, fileLimit, ...context });
      }
    },
  };
}

/** The first group in which any index has the name answers; find-links places add to whatever it says. */
async function findProject(
  name: string,
  groups: readonly (readonly FileSource[])[],
  links: readonly FileSource[],
): Promise<ProjectLinks & { readonly listed: boolean }> {
  const linked = (await Promise.all(links.map((source) => source.files(name)))).filter(
    (place) => place !== undefined,
  );
  for (const group of groups) {
    const answers = await Promise.all(group.map((source) => source.files(name)));
    const present = answers.filter((answer) => answer !== undefined);
    if (present.length > 0) {
      return { ...mergeListings([...present, ...linked]), listed: true };
    }
  }
  const only = mergeListings(linked);
  return { ...only, listed: only.files.length > 0 };
}

function warnOnce(emit: EmitEvent): (text: string) => void {
  const said = new Set<string>();
  return (text) => {
    if (!said.has(text)) {
      said.add(text);
      emit({ kind: 'warning', text });
    }
  };
}
