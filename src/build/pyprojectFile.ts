import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { isErrno } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';
import type { TomlTable } from '../lib/tomlTable.ts';

/** Bytes. */
const largest = 16_000_000;

/** `pyproject.toml` of a source tree, if there is such a file. Throws SpipError `build-failed` for what is no TOML. */
export async function readPyproject(root: string): Promise<TomlTable | undefined> {
  const path = join(root, 'pyproject.toml');
  const found = await stat(path).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) {
      return undefined;
    }
    throw error;
  });
  if (found?.isFile() !== true) {
    return undefined;
  }
  if (found.size > largest) {
    throw new SpipError(
      'build-failed',
      `Failed to read \`pyproject.toml\`: it has more than ${largest} bytes`,
    );
  }
  return parseToml(await readFile(path, 'utf8'));
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
