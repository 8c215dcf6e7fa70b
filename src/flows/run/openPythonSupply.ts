import { readFile } from 'node:fs/promises';
import type { FileLocks } from '../../cache/fileLock.ts';
import type { Settings } from '../../config/settings.ts';
import { downloadRemote } from '../../index/downloadRemote.ts';
import { readRemoteText } from '../../index/readRemoteText.ts';
import type { RemoteOptions } from '../../index/withRemote.ts';
import { allEnded } from '../../lib/allEnded.ts';
import { Limit } from '../../lib/limit.ts';
import { pathOfUrl } from '../../lib/urls/pathOfUrl.ts';
import { showUrl } from '../../lib/urls/showUrl.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { PythonSources } from '../../model/settings.ts';
import { pythonsFolder, sweepUnfinished } from '../../pythons/provision/installedPythons.ts';
import { installPython } from '../../pythons/provision/installPython.ts';
import type { InstalledPython, WantedPython } from '../../pythons/provision/installPython.ts';
import { machinePlatform } from '../../pythons/provision/machinePlatform.ts';
import { archiveLabel } from '../../pythons/provision/pythonArchive.ts';
import { readManifest } from '../../pythons/provision/readManifest.ts';
import type { ListedArchive } from '../../pythons/provision/readManifest.ts';

export interface PythonSupply {
  /** `pythonsFolder`. */
  readonly directory: string;
  /** What can be had for this machine. Errors as of `readManifest`, and of reading it. */
  archives(): Promise<readonly ListedArchive[]>;
  /** Installs listed Pythons, each once, a few at a time. Errors as of `installPython`. */
  installAll(archives: readonly ListedArchive[]): Promise<readonly InstalledPython[]>;
  /** The same for one whose archive is at hand. */
  install(wanted: WantedPython): Promise<InstalledPython>;
}

export interface SupplyOptions extends Pick<RemoteOptions, 'offline' | 'emit' | 'signal'> {
  readonly settings: Pick<Settings, 'places' | 'index' | 'pythons'>;
  /** Of the data directory. */
  readonly locks: FileLocks;
  /** Told what is fetched before it is. */
  readonly announce: (text: string) => void;
}

/** Where Pythons are had and installed; nothing is asked for before it is needed. */
export function openPythonSupply(options: SupplyOptions): PythonSupply {
  const { settings, locks, signal, announce } = options;
  const directory = pythonsFolder(settings.places.dataDir);
  const remote: RemoteOptions = { ...options, settings: settings.index };
  const { pythons: sources } = settings;
  // Unpacking holds an archive in memory.
  const few = new Limit(2);
  const install = (wanted: WantedPython): Promise<InstalledPython> =>
    few.run(() => installPython(wanted, { directory, locks, signal }));
  const wantedFrom = (archive: ListedArchive): WantedPython => {
    const url = urlOf(archive, sources);
    const promisedBy = nameOf(sources);
    return {
      ...archive,
      promisedBy,
      fetch: async (destination) => {
        announce(installing(archive, url));
        const file = { url, size: undefined, index: promisedBy };
        await downloadRemote(file, destination, remote);
      },
    };
  };
  return {
    directory,
    archives: async () => {
      const { manifest } = sources;
      const text =
        manifest === undefined ? await bundled() : await readText(manifest.value, remote);
      const platform = machinePlatform();
      return readManifest(text, nameOf(sources)).filter((each) => each.platform === platform);
    },
    installAll: async (archives) => {
      await sweepUnfinished(directory, locks);
      const once = new Map(archives.map((each) => [archiveLabel(each), wantedFrom(each)]));
      return allEnded([...once.values()].map(install));
    },
    install,
  };
}

function installing(archive: ListedArchive, url: string): string {
  return `Installing Python ${archiveLabel(archive)} from \`${showUrl(url)}\``;
}

/** Publishers of what the list has names of. */
const publishers = {
  cpython: 'https://github.com/astral-sh/python-build-standalone/releases/download/',
  pypy: 'https://downloads.python.org/pypy/',
};

/** At the mirror; else at the publisher, or beside the list that the user named. */
function urlOf({ implementation, path }: ListedArchive, sources: PythonSources): string {
  const mirror = sources.mirrors[implementation]?.value;
  const beside =
    sources.manifest === undefined ? undefined : new URL('.', sources.manifest.value).href;
  const folder = mirror?.replace(/\/*$/, '/') ?? beside ?? publishers[implementation];
  return `${folder}${path.split('/').map(encodeURIComponent).join('/')}`;
}

function nameOf({ manifest }: PythonSources): string {
  return manifest === undefined ? "spip's own list of Pythons" : showUrl(manifest.value);
}

/** Only whoever installs something has need of it. */
async function bundled(): Promise<string> {
  const { bundledManifest } = await import('../../pythons/provision/bundledManifest.ts');
  return bundledManifest;
}

async function readText(url: string, remote: RemoteOptions): Promise<string> {
  if (!url.startsWith('file:')) {
    return await readRemoteText(url, remote);
  }
  const path = pathOfUrl(url);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new SpipError('not-found', `Failed to read the list of Pythons \`${path}\``, {
      cause: error,
    });
  }
}
