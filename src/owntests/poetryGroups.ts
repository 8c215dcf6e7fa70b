import { areStrings, isTable } from '../lib/tomlTable.ts';
import type { TomlTable } from '../lib/tomlTable.ts';
import { member } from './projectConfig.ts';

/** The groups that tools had before PEP 735, as dependency groups: Poetry's, PDM's and uv's. */
export function olderGroups(pyproject: TomlTable): TomlTable {
  const tool = member(pyproject, 'tool');
  const poetry = member(tool, 'poetry');
  const groups = Object.entries(member(poetry, 'group') ?? {}).map(
    ([name, group]): [string, readonly string[]] => [
      name,
      fromPoetry(isTable(group) ? member(group, 'dependencies') : undefined),
    ],
  );
  const dev = fromPoetry(member(poetry, 'dev-dependencies'));
  const uv = member(tool, 'uv')?.['dev-dependencies'];
  return {
    ...(dev.length > 0 ? { dev } : {}),
    ...(areStrings(uv) ? { dev: uv } : {}),
    ...Object.fromEntries(groups),
    ...member(member(tool, 'pdm'), 'dev-dependencies'),
  };
}

function fromPoetry(table: TomlTable = {}): readonly string[] {
  return Object.entries(table).flatMap(([name, value]) => {
    const inner = isTable(value) ? value : { version: value };
    const { version, extras, markers } = { ...inner } as Readonly<Record<string, unknown>>;
    // What comes from elsewhere than the index has no version.
    if (typeof version !== 'string' || name === 'python') {
      return [];
    }
    const brackets = areStrings(extras) && extras.length > 0 ? `[${extras.join(',')}]` : '';
    const marker = typeof markers === 'string' ? `; ${markers}` : '';
    return [`${name}${brackets}${specifierOf(version)}${marker}`];
  });
}

/** Of `^1.2` and `~1.2` the lower bound: the upper one is a guess about the future. */
function specifierOf(version: string): string {
  const bare = version.split('||')[0]?.trim() ?? '';
  if (bare === '*' || bare === '') {
    return '';
  }
  return /^[\^~](?!=)/.test(bare)
    ? `>=${bare.slice(1).trim()}`
    : /^[<>=!~]/.test(bare)
      ? bare
      : `==${bare}`;
}
