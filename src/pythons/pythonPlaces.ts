import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { listFolder, readText } from './quickFiles.ts';

/** A directory in which executables named like a Python count. */
export interface PythonPlace {
  readonly directory: string;
  readonly source: string;
}

export interface PlacesOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** spip's own data directory, if it may hold Pythons. */
  readonly dataDir: string | undefined;
  readonly platform: NodeJS.Platform;
  /** Where the system's directories hang: `/`, or a made-up root in tests. */
  readonly systemRoot: string;
}

/** Every directory to look in, the most telling source first; directories that do not exist may be among them. */
export function pythonPlaces(options: PlacesOptions): readonly PythonPlace[] {
  return [
    ...managerRoots(options).flatMap(({ directory, source }) => prefixesUnder(directory, source)),
    ...hatchPlaces(options),
    ...condaPlaces(options),
    ...systemPlaces(options),
    ...pathPlaces(options),
  ];
}

/** Folders whose children are each one installed Python. */
function managerRoots({ env, home, dataDir }: PlacesOptions): readonly PythonPlace[] {
  const share = env['XDG_DATA_HOME'] || join(home, '.local', 'share');
  const roots = [
    ['pyenv', env['PYENV_ROOT'] || join(home, '.pyenv'), 'versions'],
    ['uv', env['UV_PYTHON_INSTALL_DIR'] || join(share, 'uv', 'python'), ''],
    ['mise', env['MISE_DATA_DIR'] || join(share, 'mise'), 'installs/python'],
    ['asdf', env['ASDF_DATA_DIR'] || join(home, '.asdf'), 'installs/python'],
    ...shimRoots(env['PATH']),
  ] as const;
  const own =
    dataDir === undefined ? [] : [{ directory: join(dataDir, 'pythons'), source: 'spip' }];
  return [
    ...own,
    ...roots.map(([source, root, below]) => ({ directory: join(root, below), source })),
  ];
}

/** A manager that lies in an unusual place gives itself away by its shims on PATH. */
function shimRoots(path: string | undefined): readonly (readonly [string, string, string])[] {
  const roots = (path ?? '')
    .split(':')
    .filter((directory) => isAbsolute(directory) && basename(directory) === 'shims')
    .map(dirname);
  return roots.flatMap((root) => [
    ['pyenv', root, 'versions'],
    [basename(root) === 'mise' ? 'mise' : 'asdf', root, 'installs/python'],
  ]);
}

/** Hatch keeps each Python one folder deeper, beside what it knows of it. */
function hatchPlaces({ env, home, platform }: PlacesOptions): readonly PythonPlace[] {
  const share =
    platform === 'darwin'
      ? join(home, 'Library', 'Application Support')
      : env['XDG_DATA_HOME'] || join(home, '.local', 'share');
  const root = join(env['HATCH_DATA_DIR'] || join(share, 'hatch'), 'pythons');
  return listFolder(root).map((name) => binOf(join(root, name, 'python'), 'hatch'));
}

function condaPlaces(options: PlacesOptions): readonly PythonPlace[] {
  const { env, home, systemRoot } = options;
  const kinds = ['miniconda3', 'anaconda3', 'miniforge3', 'mambaforge', 'micromamba', 'conda'];
  const bases = [
    dirname(dirname(env['CONDA_EXE'] ?? '')),
    env['MAMBA_ROOT_PREFIX'] ?? '',
    ...kinds.map((kind) => join(home, kind)),
    ...kinds.map((kind) => join(systemRoot, 'opt', kind)),
  ].filter(isAbsolute);
  const listed = readLines(join(home, '.conda', 'environments.txt'));
  const prefixes = [...bases, env['CONDA_PREFIX'] ?? '', ...listed];
  const under = bases.map((base) => prefixesUnder(join(base, 'envs'), 'conda'));
  return [...prefixes.filter(isAbsolute).map((prefix) => binOf(prefix, 'conda')), ...under.flat()];
}

function systemPlaces({ platform, systemRoot }: PlacesOptions): readonly PythonPlace[] {
  const at = (...parts: readonly string[]): string => join(systemRoot, ...parts);
  const roots = [at('opt'), at('opt/python')];
  const places = [at('usr/local/bin')];
  if (platform === 'darwin') {
    roots.push(at('Library/Frameworks/Python.framework/Versions'));
    roots.push(at('opt/homebrew/opt'), at('usr/local/opt'));
    // Where the Python lies that the stub starts.
    places.push(at('opt/homebrew/bin'), at('Library/Developer/CommandLineTools/usr/bin'));
  } else {
    places.push(at('usr/bin'));
  }
  const under = roots.map((root) => prefixesUnder(root, 'system'));
  return [...places.map((directory) => ({ directory, source: 'system' })), ...under.flat()];
}

/** On macOS `python3` in here is a stub, which may open a window that offers to install the real one. */
const stubFolder = '/usr/bin';

function pathPlaces({ env, platform }: PlacesOptions): readonly PythonPlace[] {
  return (env['PATH'] ?? '')
    .split(':')
    .filter((directory) => platform !== 'darwin' || directory !== stubFolder)
    .filter((directory) => isAbsolute(directory) && !directory.split(sep).includes('shims'))
    .map((directory) => ({ directory, source: 'PATH' }));
}

function prefixesUnder(root: string, source: string): readonly PythonPlace[] {
  return listFolder(root)
    .filter((name) => !name.startsWith('.'))
    .toSorted()
    .map((name) => binOf(join(root, name), source));
}

function binOf(prefix: string, source: string): PythonPlace {
  return { directory: join(prefix, 'bin'), source };
}

function readLines(path: string): readonly string[] {
  return (readText(path) ?? '').split('\n').map((line) => line.trim());
}
