import { parse } from 'smol-toml';
import type { Ini } from '../lib/parseIni.ts';
import { parseIni } from '../lib/parseIni.ts';
import { areStrings, isTable } from '../lib/tomlTable.ts';
import type { TomlTable } from '../lib/tomlTable.ts';
import type { SourceTree } from './sourceTree.ts';

/** What a project's files at its root say about its tests. What nobody can read counts as empty. */
export interface ProjectConfig {
  /** `pyproject.toml`. */
  readonly pyproject: TomlTable;
  /** Keys are lower case with `-` for `_`. */
  readonly tox: Ini;
  readonly setupCfg: Ini;
  /** The configuration that pytest would choose at this root; `undefined` where there is none. */
  readonly pytest: PytestConfig | undefined;
  /** Files that are there and cannot be read. */
  readonly unreadable: readonly string[];
}

interface PytestConfig {
  /** Path of its file. */
  readonly file: string;
  /** Option -> its words, whether they were written as a list or as a text. Keys have `-` for `_`. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

/** Reads them. */
export function readProjectConfig(tree: SourceTree): ProjectConfig {
  const unreadable: string[] = [];
  const attempt = <T>(file: string, read: (text: string) => T, otherwise: T): T => {
    const text = tree.read(file);
    if (text === undefined) {
      return otherwise;
    }
    try {
      return read(text);
    } catch {
      unreadable.push(file);
      return otherwise;
    }
  };
  const ini = (file: string): Ini => attempt(file, (text) => parseIni(text, file), noIni);
  const toml = (file: string): TomlTable => attempt(file, parse, {});
  const [pyproject, tox, setupCfg] = [toml('pyproject.toml'), ini('tox.ini'), ini('setup.cfg')];
  return {
    pyproject,
    tox,
    setupCfg,
    pytest: pytestConfig({
      pyproject,
      tox,
      setupCfg,
      ini,
      toml,
      has: (file) => tree.read(file) !== undefined,
    }),
    unreadable,
  };
}

const noIni: Ini = new Map();

interface Read {
  readonly pyproject: TomlTable;
  readonly tox: Ini;
  readonly setupCfg: Ini;
  readonly ini: (file: string) => Ini;
  readonly toml: (file: string) => TomlTable;
  readonly has: (file: string) => boolean;
}

/** In pytest's own order; its own files count even where they are empty. */
function pytestConfig({
  pyproject,
  tox,
  setupCfg,
  ini,
  toml,
  has,
}: Read): PytestConfig | undefined {
  for (const file of ['pytest.toml', '.pytest.toml']) {
    if (has(file)) {
      return { file, options: ofTable(member(toml(file), 'pytest') ?? {}) };
    }
  }
  for (const file of ['pytest.ini', '.pytest.ini']) {
    if (has(file)) {
      return { file, options: ofSection(ini(file).get('pytest')) };
    }
  }
  const inToml = member(member(pyproject, 'tool'), 'pytest');
  const table = member(inToml, 'ini_options') ?? inToml;
  if (table !== undefined) {
    return { file: 'pyproject.toml', options: ofTable(table) };
  }
  if (tox.has('pytest')) {
    return { file: 'tox.ini', options: ofSection(tox.get('pytest')) };
  }
  const section = setupCfg.get('tool:pytest');
  return section === undefined ? undefined : { file: 'setup.cfg', options: ofSection(section) };
}

/** The member of a table that is itself a table. */
export function member(table: TomlTable | undefined, key: string): TomlTable | undefined {
  const value = table?.[key];
  return isTable(value) ? value : undefined;
}

function ofTable(table: TomlTable): PytestConfig['options'] {
  return new Map(
    Object.entries(table).map(([key, value]) => [
      key.replaceAll('_', '-'),
      areStrings(value) ? value : typeof value === 'string' ? splitWords(value) : [String(value)],
    ]),
  );
}

function ofSection(section: ReadonlyMap<string, string> | undefined): PytestConfig['options'] {
  return new Map([...(section ?? [])].map(([key, value]) => [key, splitWords(value)]));
}

/** Words of a shell line, without the quotes around them. */
function splitWords(text: string): readonly string[] {
  return [...text.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replaceAll(
      /'([^']*)'|"([^"]*)"/g,
      (_, single?: string, double?: string) => single ?? double ?? '',
    ),
  );
}
