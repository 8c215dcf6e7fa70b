import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { allEnded } from '../../lib/allEnded.ts';
import { isErrno } from '../../lib/isErrno.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import { chooseArchive, newestArchives } from '../../pythons/provision/chooseArchive.ts';
import type { InstalledPython, WantedPython } from '../../pythons/provision/installPython.ts';
import { machinePlatform } from '../../pythons/provision/machinePlatform.ts';
import { readArchiveName, requestFor } from '../../pythons/provision/pythonArchive.ts';
import type { ListedArchive } from '../../pythons/provision/readManifest.ts';
import { parsePythonRequest } from '../../pythons/pythonRequest.ts';
import type { PythonRequest } from '../../pythons/pythonRequest.ts';
import { writeAside } from '../../report/writeAside.ts';
import { writeWarning } from '../../report/writeWarning.ts';
import { openPythonSupply } from '../run/openPythonSupply.ts';
import { withManifest } from '../run/withManifest.ts';
import { withSharedState } from '../run/withSharedState.ts';

interface InstallRequest {
  readonly global: GlobalOptions;
  /** As given: `3.14`, `'>=3.9'`, `pypy3.11`, the path of an archive. */
  readonly requests: readonly string[];
  /** Path or URL of the list of Pythons; `undefined`: what the settings say. */
  readonly manifest: string | undefined;
}

/** `spip python install`: each Python that the requests mean, installed or found installed. */
export async function pythonInstall(
  { global, requests, manifest }: InstallRequest,
  context: Context,
): Promise<readonly InstalledPython[]> {
  const { screen, stop } = context;
  return withSharedState(global, context, async (state) => {
    const settings = withManifest(state.settings, manifest, context);
    if (settings.options.pythonDownloads?.value === 'never') {
      const { source } = settings.options.pythonDownloads;
      throw new SpipError(
        'invalid-settings',
        `Failed to install a Python: \`${source}\` is \`never\``,
      );
    }
    const say = (text: string): void => {
      if (global.verbosity !== 'quiet') {
        screen.err.write(`${text}\n`);
      }
    };
    const supply = openPythonSupply({
      settings,
      locks: state.locks.data,
      offline: false,
      emit: (event) => writeAside(event, screen.err, global.verbosity),
      announce: say,
      signal: stop.drain,
    });
    const archives = await supply.archives();
    const asked = requests.flatMap(parsePythonRequest);
    const paths = asked.filter(({ kind }) => kind === 'path');
    const local = paths.map(({ text }) => localArchive(text, archives, context));
    const listed = asked.filter(({ kind }) => kind !== 'path');
    const chosen = listed.map((request) => choose(request, archives));
    const [fromFiles, fromList] = await allEnded([
      allEnded(local.map((wanted) => supply.install(wanted))),
      supply.installAll(chosen),
    ]);
    return [...fromList, ...fromFiles];
  });
}

/** Throws SpipError `no-python` naming what there is. */
function choose(request: PythonRequest, archives: readonly ListedArchive[]): ListedArchive {
  const archive = chooseArchive(request, archives);
  if (archive === undefined) {
    const labels = newestArchives(archives).map((each) => `\`${requestFor(each)}\``);
    const there = labels.length === 0 ? 'nothing' : labels.join(', ');
    throw new SpipError(
      'no-python',
      `Failed to find a Python to install that matches \`${request.text}\``,
      {
        hint: `for ${machinePlatform()} there is ${there}; another list is named with \`--manifest\``,
      },
    );
  }
  return archive;
}

/** An archive of this machine; its digest is checked where the list has its name. */
function localArchive(
  text: string,
  archives: readonly ListedArchive[],
  { cwd, screen }: Context,
): WantedPython {
  const path = resolve(cwd, text);
  const filename = basename(path);
  const archive = readArchiveName(filename);
  if (archive === undefined || archive.platform !== machinePlatform()) {
    throw new SpipError(
      'usage',
      `Expected an archive of python-build-standalone or PyPy for ${machinePlatform()}: \`${text}\``,
      {
        hint: 'its name tells what it holds, for example `cpython-3.13.1+20250115-x86_64-unknown-linux-gnu-install_only.tar.gz`',
      },
    );
  }
  const listed = archives.find((each) => each.filename === filename);
  if (listed === undefined) {
    writeWarning(screen.err, {
      text: `\`${filename}\` is not in the list of Pythons: its digest is not checked`,
    });
  }
  return {
    ...archive,
    sha256: listed?.sha256,
    promisedBy: 'the list of Pythons',
    fetch: (destination) => copyArchive(path, destination),
  };
}

async function copyArchive(path: string, destination: string): Promise<void> {
  try {
    await copyFile(path, destination, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (error) {
    throw isErrno(error, 'ENOENT', 'EISDIR', 'EACCES')
      ? new SpipError('not-found', `Failed to read the archive \`${path}\``, { cause: error })
      : error;
  }
}
