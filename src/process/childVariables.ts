interface ChildFolders {
  /** The environment's prefix as the child sees it. */
  readonly env: string;
  readonly cell: string;
  readonly home: string;
  readonly tmp: string;
}

export interface ChildVariablesSpec {
  readonly folders: ChildFolders;
  /** `colorama==0.4.6@3.11`. */
  readonly cellId: string;
  /** How many cores a child may count as its own. */
  readonly share: number;
  /** Folder of the tools that stand behind the environment's own; `undefined`: all that the system has. */
  readonly tools?: string | undefined;
  /** Added last: what the user passes on or sets. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
}

const systemPath = '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin';

/** Each library has its own way to be told how many threads it may start. */
const shareVariables = [
  'OMP_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'MKL_NUM_THREADS',
  'NUMEXPR_NUM_THREADS',
  'VECLIB_MAXIMUM_THREADS',
  'BLIS_NUM_THREADS',
  'RAYON_NUM_THREADS',
  'POLARS_MAX_THREADS',
  'GOMAXPROCS',
  'CMAKE_BUILD_PARALLEL_LEVEL',
  'PYTEST_XDIST_AUTO_NUM_WORKERS',
  'PYTHON_CPU_COUNT',
];

/** Everything that a child of a cell finds in its environment; nothing of the user's own gets through. */
export function childVariables(spec: ChildVariablesSpec): Readonly<Record<string, string>> {
  const { env, cell, home, tmp } = spec.folders;
  const shares: Readonly<Record<string, string>> = Object.fromEntries(
    shareVariables.map((name): [string, string] => [name, String(spec.share)]),
  );
  return {
    PATH: `${env}/bin:${spec.tools ?? systemPath}`,
    HOME: home,
    TMPDIR: tmp,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    USER: 'spip',
    LOGNAME: 'spip',
    TERM: 'dumb',
    PYTHONNOUSERSITE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    VIRTUAL_ENV: env,
    CI: 'true',
    ...shares,
    MAKEFLAGS: `-j${spec.share}`,
    SPIP_CELL: spec.cellId,
    GIT_CEILING_DIRECTORIES: cell,
    ...spec.extra,
  };
}
