import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { isErrno } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';
import type { TomlTable } from '../lib/tomlTable.ts';

/** `pyproject.toml` of a source tree, if there is one. Throws SpipError `build-failed` for what is no TOML. */
export async function readPyproject(root: string): Promise<TomlTable | undefined> {
  const text = await readFile(join(root, 'pyproject.toml'), 'utf8').catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  });
  return text === undefined ? undefined : parseToml(text);
}

function parseToml(text: string): TomlTable {
  try {
    return parse(text);
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new SpipError('build-failed', `Failed to read \`pyproject.toml\`: ${why}`, {
      cause: error,
    });
  }
}
