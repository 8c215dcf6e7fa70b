import { join } from 'node:path';
import { SpipError } from '../lib/spipError.ts';
import { isTable } from '../lib/tomlTable.ts';
import type { TomlTable } from '../lib/tomlTable.ts';
import { parentsOf } from './parentsOf.ts';
import { readIfPresent } from './readIfPresent.ts';

export interface TomlFile {
  readonly path: string;
  readonly directory: string;
  readonly table: TomlTable;
}

/** The nearest file of this name in the directory or its parents. */
export async function nearestTomlFile(name: string, cwd: string): Promise<TomlFile | undefined> {
  for (const directory of parentsOf(cwd)) {
    const file = await tomlFile(join(directory, name), directory);
    if (file !== undefined) {
      return file;
    }
  }
  return undefined;
}

/** Reads one TOML file, if it exists; a malformed one is `invalid-settings` with line and column. */
export async function tomlFile(path: string, directory: string): Promise<TomlFile | undefined> {
  const text = await readIfPresent(path);
  return text === undefined ? undefined : { path, directory, table: await parseToml(text, path) };
}

/** A member of a table that is itself a table, or `undefined`. */
export function subTable(table: TomlTable | undefined, key: string): TomlTable | undefined {
  const value = table?.[key];
  return isTable(value) ? value : undefined;
}

/** What stands in the file of this path; errors as of `tomlFile`. */
export async function parseToml(text: string, path: string): Promise<TomlTable> {
  const { parse, TomlError } = await import('smol-toml');
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof TomlError) {
      const reason = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '');
      throw new SpipError(
        'invalid-settings',
        `Failed to parse \`${path}\`, line ${error.line}, column ${error.column}: ${reason}`,
        { cause: error },
      );
    }
    throw error;
  }
}
