import type { Ini } from '../lib/parseIni.ts';
import { parseIni } from '../lib/parseIni.ts';
import { areStrings } from '../lib/tomlTable.ts';
import { member } from './projectConfig.ts';
import type { ProjectConfig } from './projectConfig.ts';

/** What tox installs for its plain environment. */
export interface ToxDeps {
  /** Lines of a requirements file. */
  readonly lines: readonly string[];
  readonly extras: readonly string[];
  /** Dependency groups. */
  readonly groups: readonly string[];
}

/** The `[testenv]` of a project; `undefined` where it has none, or none that installs anything. */
export function toxDeps(config: ProjectConfig): ToxDeps | undefined {
  const deps = fromIni(iniOf(config)) ?? fromToml(config);
  return deps !== undefined &&
    Object.values(deps).some((list: readonly string[]) => list.length > 0)
    ? deps
    : undefined;
}

function iniOf({ tox, setupCfg, pyproject }: ProjectConfig): Ini {
  const legacy = member(member(pyproject, 'tool'), 'tox')?.['legacy_tox_ini'];
  try {
    return tox.has('testenv')
      ? tox
      : typeof legacy === 'string'
        ? parseIni(legacy, 'pyproject.toml')
        : setupCfg;
  } catch {
    return tox;
  }
}

function fromIni(ini: Ini): ToxDeps | undefined {
  const section = ini.get('testenv');
  if (section === undefined) {
    return undefined;
  }
  return {
    lines: linesOf(section.get('deps') ?? '', ini).flatMap(forAnyEnvironment),
    extras: names(section.get('extras')),
    groups: names(section.get('dependency-groups')),
  };
}

function fromToml({ pyproject }: ProjectConfig): ToxDeps | undefined {
  const table = member(member(member(pyproject, 'tool'), 'tox'), 'env_run_base');
  const list = (key: string): readonly string[] => {
    const value = table?.[key];
    return areStrings(value) ? value : [];
  };
  return (
    table && { lines: list('deps'), extras: list('extras'), groups: list('dependency_groups') }
  );
}

const mostSections = 100;

/** Lines of a setting, those of other sections in the place of `{[section]key}`, each once. */
function linesOf(text: string, ini: Ini, seen = new Set<string>()): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const bare = line.replace(/(?:^|\s)#.*$/, '').trim();
    const [, section = '', key = ''] = /^\{\[([^\]]+)\]([^}]+)\}$/.exec(bare) ?? [];
    if (section === '') {
      return bare === '' ? [] : [bare.replaceAll(/\{toxinidir\}\/?/g, '')];
    }
    const other = ini.get(section)?.get(key.replaceAll('_', '-')) ?? '';
    if (seen.has(bare) || seen.size > mostSections) {
      return [];
    }
    seen.add(bare);
    return linesOf(other, ini, seen);
  });
}

/**
 * What holds without a factor, and with one that names a Python: as its marker. Other factors are of environments that
 * nobody asked for.
 */
function forAnyEnvironment(line: string): readonly string[] {
  const [, factors, rest = ''] = /^([\w.,{}!-]{1,300})\s*:\s+(.+)$/.exec(line) ?? [];
  if (factors === undefined) {
    return [line];
  }
  const versions = factors
    .replaceAll(/([\w.]*)\{([^}]*)\}/g, (_, head: string, list: string) =>
      list
        .split(',')
        .map((tail) => `${head}${tail}`)
        .join(','),
    )
    .split(',')
    .map((factor) => /^py(\d)\.?(\d+)$/.exec(factor));
  if (rest.startsWith('-') || versions.some((version) => version === null)) {
    return [];
  }
  const marker = versions
    .map((version) => `python_version == "${version?.[1] ?? ''}.${version?.[2] ?? ''}"`)
    .join(' or ');
  const [requirement = '', own] = rest.split(';').map((part) => part.trim());
  return [
    own === undefined ? `${requirement}; ${marker}` : `${requirement}; (${own}) and (${marker})`,
  ];
}

function names(text = ''): readonly string[] {
  return text.split(/[\s,]+/).filter((name) => /^[\w.-]+$/.test(name));
}

/** The commands of tox's plain environment, each once, and the folder below the root that they start in. */
export function toxCommands(config: ProjectConfig): {
  readonly lines: readonly string[];
  readonly folder: string;
} {
  const ini = iniOf(config);
  const section = ini.get('testenv');
  const folder = (section?.get('changedir') ?? section?.get('change-dir') ?? '')
    .replaceAll(/\{toxinidir\}\/?/g, '')
    .replaceAll(/^\.\/|\/+$/g, '')
    .trim();
  return { lines: linesOf(section?.get('commands') ?? '', ini), folder };
}

/** `unittest` where they start that, and no pytest. */
export function toxRunner(config: ProjectConfig): 'unittest' | undefined {
  const commands = toxCommands(config).lines.join('\n');
  return /\s-m\s+unittest\b/.test(commands) && !/\bpy\.?test\b/.test(commands)
    ? 'unittest'
    : undefined;
}
