/** What is run in each cell. */
export type TestKind = 'import' | 'script' | 'empty' | 'pytest';

/** One job that somebody wants done, whatever the tool. */
export interface Workload {
  readonly id: string;
  /** For people. */
  readonly title: string;
  readonly packages: readonly string[];
  /** The newest so many releases of each package. */
  readonly releases: number;
  /** Versions of Python as `--python` takes them; empty: the newest that each release admits. */
  readonly pythons: readonly string[];
  readonly test: TestKind;
  /** Whether each run starts without any cache. */
  readonly cold: boolean;
  /** Whether spip may take verdicts of earlier runs. */
  readonly reuses?: boolean;
}

const colorama: Workload = {
  id: 'W1',
  title: 'colorama x 16, a script',
  packages: ['colorama'],
  releases: 16,
  pythons: ['3.13'],
  test: 'script',
  cold: false,
};

const fivePythons: Workload = {
  id: 'W2',
  title: 'six, click, requests x 8 x 5 Pythons, import',
  packages: ['six', 'click', 'requests'],
  releases: 8,
  pythons: ['3.9', '3.10', '3.11', '3.12', '3.13'],
  test: 'import',
  cold: false,
};

const numpy: Workload = {
  id: 'W4',
  title: 'numpy x 6, a script',
  packages: ['numpy'],
  releases: 6,
  pythons: ['3.13'],
  test: 'script',
  cold: false,
};

/** In the order of the table. */
export const workloads: readonly Workload[] = [
  colorama,
  fivePythons,
  {
    id: 'W3',
    title: 'attrs x 16, ten tests with pytest',
    packages: ['attrs'],
    releases: 16,
    pythons: ['3.13'],
    test: 'pytest',
    cold: false,
  },
  numpy,
  {
    id: 'W5',
    title: 'trove-classifiers x 128, an empty script',
    packages: ['trove-classifiers'],
    releases: 128,
    pythons: ['3.13'],
    test: 'empty',
    cold: false,
  },
  { ...colorama, id: 'W6', title: 'the same 16 cells of colorama again', reuses: true },
  cold(colorama),
  cold(fivePythons),
  cold(numpy),
];

function cold(workload: Workload): Workload {
  return { ...workload, id: `${workload.id} cold`, cold: true };
}
