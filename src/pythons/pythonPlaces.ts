import { dirname, isAbsolute, join, sep } from 'node:path';
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
    ...condaPlaces(options),
    ...systemPlaces(options),
    ...pathPlaces(options.env['PATH'] ?? ''),
  ];
}

/** Folders whose children are each one installed Python. */
function managerRoots({ env, home, dataDir }: PlacesOptions): readonly PythonPlace[] {
  const share = env['XDG_DATA_HOME'] ?? join(home, '.local', 'share');
  const roots = [
    ['pyenv', env['PYENV_ROOT'] ?? join(home, '.pyenv'), 'versions'],
    ['uv', env['UV_PYTHON_INSTALL_DIR'] ?? join(share, 'uv', 'python'), ''],
    ['mise', env['MISE_DATA_DIR'] ?? join(share, 'mise'), 'installs/python'],
    ['asdf', env['ASDF_DATA_DIR'] ?? join(home, '.asdf'), 'installs/python'],
  ] as const;
  const own =
    dataDir === undefined ? [] : [{ directory: join(dataDir, 'pythons'), source: 'spip' }];
  return [
    ...own,
    ...roots.map(([source, root, below]) => ({ directory: join(root, below), source })),
  ];
}

function condaPlaces(options: PlacesOptions): readonly PythonPlace[] {
  const { env, home, systemRoot } = options;
  const kinds = ['miniconda3', 'anaconda3', 'miniforge3', 'mambaforge', 'micromamba', 'conda'];
  const bases = [
    ...(env['CONDA_EXE'] === undefined ? [] : [dirname(dirname(env['CONDA_EXE']))]),
    ...(env['MAMBA_ROOT_PREFIX'] === undefined ? [] : [env['MAMBA_ROOT_PREFIX']]),
    ...kinds.map((kind) => join(home, kind)),
    ...kinds.map((kind) => join(systemRoot, 'opt', kind)),
  ];
  const listed = readLines(join(home, '.conda', 'environments.txt'));
  const prefixes = [
    ...bases,
    ...(env['CONDA_PREFIX'] === undefined ? [] : [env['CONDA_PREFIX']]),
    ...listed,
  ];
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
    // `/usr/bin/python3` of macOS only offers to install the real one, which lies here.
    places.push(at('opt/homebrew/bin'), at('Library/Developer/CommandLineTools/usr/bin'));
  } else {
    places.push(at('usr/bin'));
  }
  const under = roots.map((root) => prefixesUnder(root, 'system'));
  return [...places.map((directory) => ({ directory, source: 'system' })), ...under.flat()];
}

function pathPlaces(path: string): readonly PythonPlace[] {
  return path
    .split(':')
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
