import { readFile } from 'node:fs/promises';
import type { Interpreter } from '../../model/interpreter.ts';
import { parseRequirement } from '../../pep/requirement.ts';
import { readScriptMetadata } from '../../pep/scriptMetadata.ts';
import { admitsPython, formatSpecifiers } from '../../pep/specifiers.ts';

/** What the user's script says that it needs (PEP 723). */
export interface ScriptNeeds {
  /** What is installed beside the release, as `--with` writes it. */
  readonly with: readonly string[];
  /** Why it is not meant for a Python; `undefined` where it is. */
  readonly excludes: (interpreter: Interpreter) => string | undefined;
}

const nothing: ScriptNeeds = { with: [], excludes: () => undefined };

/**
 * `named`: normalised names of what the user asks for himself. He wins: the release under test is pinned, and `--with`
 * may say another version.
 *
 * @throws SpipError `invalid-metadata`, `invalid-requirement`
 */
export async function scriptNeeds(
  script: string | undefined,
  named: ReadonlySet<string>,
): Promise<ScriptNeeds> {
  const found =
    script === undefined ? undefined : readScriptMetadata(await readFile(script, 'utf8'), script);
  if (found === undefined) {
    return nothing;
  }
  const { dependencies, requiresPython } = found;
  return {
    with: dependencies.filter((text) => !named.has(parseRequirement(text).name)),
    excludes: ({ version }) =>
      requiresPython === undefined || admitsPython(requiresPython, version)
        ? undefined
        : `The script requires Python \`${formatSpecifiers(requiresPython)}\``,
  };
}
