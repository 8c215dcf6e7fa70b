import { parse } from 'smol-toml';
import { parseIni } from '../lib/parseIni.ts';
import { areStrings, isTable } from '../lib/tomlTable.ts';
import type { TomlTable } from '../lib/tomlTable.ts';
import { member } from './projectConfig.ts';
import type { ProjectConfig } from './projectConfig.ts';
import type { SourceTree } from './sourceTree.ts';

/** The Pythons that tox runs a project on, as `--python` takes them, and the file that says so. */
export interface ToxPythons {
  readonly file: string;
  readonly names: readonly string[];
}

/**
 * The Pythons among the factors of tox's `env_list`; `undefined` where it names none. Nothing else of tox's settings is
 * looked at.
 */
export function toxPythons(
  config: Pick<ProjectConfig, 'tox' | 'setupCfg' | 'pyproject'>,
  tree: Pick<SourceTree, 'read'>,
): ToxPythons | undefined {
  const found = environments(config, tree).map(({ file, names }) => ({
    file,
    names: [...new Set(names.flatMap(pythonOf))],
  }));
  return found.find(({ names }) => names.length > 0);
}

interface Listed {
  readonly file: string;
  readonly names: readonly string[];
}

/** In tox's own order of files. */
function environments(
  { tox, setupCfg, pyproject }: Pick<ProjectConfig, 'tox' | 'setupCfg' | 'pyproject'>,
  tree: Pick<SourceTree, 'read'>,
): readonly Listed[] {
  const table = member(member(pyproject, 'tool'), 'tox');
  const legacy = table?.['legacy_tox_ini'];
  return [
    { file: 'tox.ini', names: ofSection(tox.get('tox')) },
    { file: 'setup.cfg', names: ofSection(setupCfg.get('tox:tox')) },
    {
      file: 'pyproject.toml',
      names: [
        ...(typeof legacy === 'string' ? ofSection(readIni(legacy)) : []),
        ...ofTable(table ?? {}),
      ],
    },
    { file: 'tox.toml', names: ofTable(readToml(tree.read('tox.toml') ?? '')) },
  ];
}

type Section = ReadonlyMap<string, string> | undefined;

function ofSection(section: Section): readonly string[] {
  return expandList(section?.get('env-list') ?? section?.get('envlist') ?? '');
}

/** Names, and tables of factors of which each combination is one (`product`). */
function ofTable({ env_list: list }: TomlTable): readonly string[] {
  return (Array.isArray(list) ? (list as readonly unknown[]) : []).flatMap((entry) => {
    const factors = isTable(entry) ? entry['product'] : undefined;
    return typeof entry === 'string'
      ? expandList(entry)
      : Array.isArray(factors)
        ? (factors as readonly unknown[]).flatMap((each) =>
            areStrings(each) ? each : ofPrefix(each),
          )
        : [];
  });
}

/** `{ prefix = "py3", start = 9, stop = 13 }`. */
function ofPrefix(value: unknown): readonly string[] {
  if (!isTable(value)) {
    return [];
  }
  const { prefix, start, stop } = value;
  return typeof prefix === 'string' && typeof start === 'number' && typeof stop === 'number'
    ? range(start, stop).map((each) => `${prefix}${each}`)
    : [];
}

function readIni(text: string): Section {
  try {
    return parseIni(text, 'pyproject.toml').get('tox');
  } catch {
    return undefined;
  }
}

function readToml(text: string): TomlTable {
  try {
    return parse(text);
  } catch {
    return {};
  }
}

const mostNames = 1000;

/** `py3{9,10}-{a,b}, lint` as the names that it stands for. */
function expandList(text: string): readonly string[] {
  const lines = text.replaceAll(/(?:^|\s)#.*$/gm, '');
  // Commas in braces are none between names.
  const entries = lines.match(/(?:\{[^}]*\}|[^\s,{}])+/g) ?? [];
  return entries.flatMap(expandBraces).slice(0, mostNames);
}

/** One pair of braces after another, so that there are never many more names than are wanted. */
function expandBraces(entry: string): readonly string[] {
  let names: readonly string[] = [entry];
  for (;;) {
    const next = names.flatMap((name) => {
      const [whole, inner = ''] = /\{([^{}]*)\}/.exec(name) ?? [];
      return whole === undefined
        ? [name]
        : inner
            .split(',')
            .flatMap((part) => rangeOf(part.trim()))
            .map((part) => name.replace(whole, () => part));
    });
    if (next.length === names.length && next.every((name, index) => name === names[index])) {
      return names;
    }
    names = next.slice(0, mostNames);
  }
}

/** `9-13` is a range of numbers. */
function rangeOf(part: string): readonly string[] {
  const [, from, to] = /^(\d{1,4})-(\d{1,4})$/.exec(part) ?? [];
  return from === undefined ? [part] : range(Number(from), Number(to)).map(String);
}

function range(from: number, to: number): readonly number[] {
  const count = Math.min(mostNames, Math.max(0, to - from + 1));
  return Array.from({ length: count }, (_, index) => from + index);
}

/** The Python that an environment's name has among its factors, as `--python` takes it. */
function pythonOf(name: string): readonly string[] {
  const factor = name
    .split('-')
    .find((each) => /^(?:py|pypy|python|cpython)?\d+(?:\.\d+)*t?$/.test(each));
  if (factor === undefined) {
    return [];
  }
  // `3.12` alone is one to tox too, `312` only behind a word.
  return /^\d/.test(factor) && !factor.includes('.') ? [] : [factor];
}
