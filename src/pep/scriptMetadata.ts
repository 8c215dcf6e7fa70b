import { parse } from 'smol-toml';
import { SpipError } from '../lib/spipError.ts';
import { areStrings } from '../lib/tomlTable.ts';
import { parseSpecifiers } from './specifiers.ts';
import type { Specifiers } from './specifiers.ts';

/** What a script says about itself in a comment (PEP 723). */
export interface ScriptMetadata {
  /** As written. */
  readonly dependencies: readonly string[];
  readonly requiresPython: Specifiers | undefined;
}

/**
 * The `script` block of a script's text; `undefined` where it has none.
 *
 * @throws SpipError `invalid-metadata` for two blocks, and for one that cannot be read
 */
export function readScriptMetadata(text: string, path: string): ScriptMetadata | undefined {
  const blocks = [...text.matchAll(block)].filter((match) => match.groups?.['type'] === 'script');
  const [content, second] = blocks.map((match) => match.groups?.['content'] ?? '');
  if (content === undefined) {
    return undefined;
  }
  if (second !== undefined) {
    throw invalid(path, 'one `script` block, found several');
  }
  const toml = content
    .split('\n')
    .map((line) => line.replace(/^# ?/, ''))
    .join('\n');
  const { dependencies = [], 'requires-python': python } = parsed(toml, path);
  if (!areStrings(dependencies)) {
    throw invalid(path, '`dependencies` to be a list of texts');
  }
  if (python !== undefined && typeof python !== 'string') {
    throw invalid(path, '`requires-python` to be a text');
  }
  return {
    dependencies,
    requiresPython: python === undefined ? undefined : parseSpecifiers(python),
  };
}

// The reference implementation of the PEP.
const block = /^# \/\/\/ (?<type>[a-zA-Z0-9-]+)$\s(?<content>(?:^#(?:| .*)$\s)+)^# \/\/\/$/gm;

function parsed(toml: string, path: string): Readonly<Record<string, unknown>> {
  try {
    return parse(toml);
  } catch (error) {
    throw invalid(path, 'a `script` block in TOML', error);
  }
}

function invalid(path: string, expected: string, cause?: unknown): SpipError {
  return new SpipError('invalid-metadata', `Expected ${expected}: \`${path}\``, { cause });
}
