import { SpipError } from '../lib/spipError.ts';
import { areStrings, isTable } from '../lib/tomlTable.ts';
import type { TomlTable } from '../lib/tomlTable.ts';
import type { Sourced } from '../model/settings.ts';
import { nearestWord } from '../lib/nearestWord.ts';
import type { OptionTable, RawValue } from '../options/option.ts';
import { quoteIt } from '../options/refuse.ts';
import { settingNames } from '../options/readSettings.ts';
import { connectionKeys } from './settingLayer.ts';
import type { SettingLayer } from './settingLayer.ts';
import { subTable } from './tomlFile.ts';
import type { TomlFile } from './tomlFile.ts';

/** `[tool.spip]` of a project and `[tool.spip.test]` in it: every key is known and every value has a type that settings have. */
export interface SpipTables {
  readonly all: SpipTable;
  /** What holds for `spip test` alone. */
  readonly test: SpipTable;
}

interface SpipTable extends SettingLayer {
  get(key: string): Sourced<RawValue> | undefined;
}

/**
 * Checks and wraps `[tool.spip]`: settings of these options, and of the index.
 *
 * @throws SpipError `invalid-settings` naming file, key and the nearest known key
 */
export function spipTable(
  project: TomlFile | undefined,
  options: Readonly<Record<keyof SpipTables, OptionTable>>,
): SpipTables | undefined {
  const table = subTable(subTable(project?.table, 'tool'), 'spip');
  if (project === undefined || table === undefined) {
    return undefined;
  }
  const ofTests = settingNames(options.test).map((name) => `test.${name}`);
  const known = [
    ...settingNames(options.all).filter((name) => !aboutTests.includes(name)),
    ...connectionKeys,
    ...ofTests,
  ];
  const values = new Map<string, Sourced<RawValue>>();
  for (const [key, value] of flatEntries(table)) {
    const source = sourceOf(project.path, key);
    if (!known.includes(key)) {
      throw new SpipError(
        'invalid-settings',
        `Expected a known setting in \`${project.path}\` [tool.spip]: \`${key}\``,
        { hint: hintFor(key, known) },
      );
    }
    values.set(key, { value: rawValue(value, source), source });
  }
  const below = (prefix: string): SpipTable => ({
    family: 'spip',
    base: project.directory,
    get: (key) => values.get(`${prefix}${key}`),
  });
  return { all: below(''), test: below('test.') };
}

/** What is about the tests of one package, and not about each that is tested in this folder. */
const aboutTests: readonly string[] = [
  'command',
  'tests',
  'with',
  'own-tests',
  'test-with',
  'import-only',
  'before',
  'after',
  'after-all',
  'artifacts',
];

function sourceOf(path: string, key: string): string {
  return key.startsWith('test.')
    ? `${path} [tool.spip.test] ${key.slice('test.'.length)}`
    : `${path} [tool.spip] ${key}`;
}

function hintFor(key: string, known: readonly string[]): string {
  if (known.includes(`test.${key}`)) {
    return 'what is about the tests of the project stands in `[tool.spip.test]`, and holds for `spip test` alone';
  }
  if (aboutTests.includes(key)) {
    return `it is about one package: give it as \`--${key}\``;
  }
  const nearest = nearestWord(key, known);
  return nearest === undefined
    ? `Known settings: ${known.join(', ')}`
    : `Did you mean \`${nearest}\`?`;
}

/**
 * `[tool.spip.cache]` and `[tool.spip.test]` are tables of their own: their keys count as `cache.<key>`, `test.<key>`.
 * `[tool.spip.own-tests]` is for whoever tests releases of the project, and read from their files.
 */
function flatEntries(table: TomlTable): readonly (readonly [string, unknown])[] {
  return Object.entries(table).flatMap(([key, value]) =>
    key === 'own-tests' && isTable(value)
      ? []
      : (key === 'cache' || key === 'test') && isTable(value)
        ? Object.entries(value).map(([inner, one]) => [`${key}.${inner}`, one] as const)
        : [[key, value] as const],
  );
}

function rawValue(value: unknown, source: string): RawValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (areStrings(value)) {
    return value;
  }
  throw new SpipError(
    'invalid-settings',
    `Expected a string, number, boolean or list of strings in \`${source}\``,
    isQuotable(value) ? { hint: quoteIt } : {},
  );
}

/** What would be a text, or a list of texts, in quotes. */
function isQuotable(value: unknown): boolean {
  return (
    value instanceof Date ||
    (Array.isArray(value) &&
      value.every((item) => ['string', 'number'].includes(typeof item) || item instanceof Date))
  );
}
