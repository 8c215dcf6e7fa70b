import { areStrings, isTable } from '../lib/tomlTable.ts';
import { member } from './projectConfig.ts';
import type { ProjectConfig } from './projectConfig.ts';

/** What `[tool.spip.own-tests]` says in the place of what would be found. `undefined`: nothing. */
export interface Overrides {
  readonly runner: 'pytest' | 'unittest' | undefined;
  /** Below the root of the sdist. */
  readonly paths: readonly string[] | undefined;
  /** Requirements of the tests. */
  readonly requires: readonly string[] | undefined;
  /** Arguments of the runner. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const runners = ['pytest', 'unittest'] as const;

/** Those of the project; a member of the wrong kind counts as absent and is named in `strange`. */
export function readOverrides({ pyproject }: Pick<ProjectConfig, 'pyproject'>): Overrides & {
  readonly strange: readonly string[];
} {
  const table = member(member(member(pyproject, 'tool'), 'spip'), 'own-tests') ?? {};
  const { runner, paths, requires, args, env } = table;
  const isEnv = isTable(env) && Object.values(env).every((value) => typeof value === 'string');
  const known = {
    runner: runners.find((each) => each === runner),
    paths: areStrings(paths) ? paths : undefined,
    requires: areStrings(requires) ? requires : undefined,
    args: areStrings(args) ? args : undefined,
    env: isEnv ? (env as Readonly<Record<string, string>>) : undefined,
  };
  const read = new Map<string, unknown>(Object.entries(known));
  return {
    ...known,
    args: known.args ?? [],
    env: { ...known.env },
    strange: Object.keys(table).filter((key) => read.get(key) === undefined),
  };
}
