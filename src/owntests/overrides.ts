import { SpipError } from '../lib/spipError.ts';
import { areStrings, isTable } from '../lib/tomlTable.ts';
import type { TomlTable } from '../lib/tomlTable.ts';
import type { TestOverrides } from '../model/ownTests.ts';
import { member } from './projectConfig.ts';
import type { ProjectConfig } from './projectConfig.ts';

const runners = ['pytest', 'unittest'] as const;

/** What `[tool.spip.own-tests]` of a project says of its own tests; a member of the wrong kind counts as absent. */
export function projectOverrides({ pyproject }: Pick<ProjectConfig, 'pyproject'>): TestOverrides {
  return readTable(member(member(member(pyproject, 'tool'), 'spip'), 'own-tests') ?? {});
}

/**
 * What the user says of the tests of one package, `[tool.spip.own-tests.packages.NAME]`.
 *
 * @throws SpipError `invalid-settings` for what is no such member, or of the wrong kind
 */
export function userOverrides(table: TomlTable | undefined, name: string): TestOverrides {
  const read = readTable(table ?? {});
  const known: Readonly<Record<string, unknown>> = { ...read };
  const strange = Object.keys(table ?? {}).find((key) => (known[key] ?? null) === null);
  if (strange !== undefined) {
    throw new SpipError(
      'invalid-settings',
      `Expected \`runner\` (pytest or unittest), \`paths\`, \`requires\`, \`args\` (lists of texts) or \`env\` (a table of texts) in [tool.spip.own-tests.packages.${name}]: \`${strange}\``,
    );
  }
  return read;
}

/** The first of them that says something of a member is believed. */
export function firstOverrides(first: TestOverrides, second: TestOverrides): TestOverrides {
  return {
    runner: first.runner ?? second.runner,
    paths: first.paths ?? second.paths,
    requires: first.requires ?? second.requires,
    args: first.args ?? second.args,
    env: first.env ?? second.env,
  };
}

function readTable({ runner, paths, requires, args, env }: TomlTable): TestOverrides {
  const isEnv = isTable(env) && Object.values(env).every((value) => typeof value === 'string');
  return {
    runner: runners.find((each) => each === runner) ?? null,
    paths: areStrings(paths) ? paths : null,
    requires: areStrings(requires) ? requires : null,
    args: areStrings(args) ? args : null,
    env: isEnv ? (env as Readonly<Record<string, string>>) : null,
  };
}
