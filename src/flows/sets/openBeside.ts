import type { ProjectFiles } from '../../model/distFile.ts';
import { isBare, parseDirectReference } from '../../pep/directReference.ts';
import type { FixedSet } from './lockedSet.ts';
import { openDirect } from './openDirect.ts';
import type { DirectSurroundings } from './openDirect.ts';

export interface OpenedBeside {
  /** As `--with` writes it: exact pins in the place of direct references. */
  readonly texts: readonly string[];
  /** What they lead to, beside what was known. */
  readonly fixed: FixedSet;
  /** Normalised names of source trees and archives that the user named: their modules are imported as well. */
  readonly names: readonly string[];
}

/** Brings what direct references in `--with` lead to, such as the tree in this folder. Throws as `openDirects`. */
export async function openBeside(
  texts: readonly string[],
  surroundings: DirectSurroundings & { readonly fixed: FixedSet },
): Promise<OpenedBeside> {
  const { fixed } = surroundings;
  const projects = new Map<string, ProjectFiles>(fixed.projects);
  const opened: string[] = [];
  const names: string[] = [];
  for (const text of texts) {
    const reference = isDirect(text) ? parseDirectReference(text) : undefined;
    if (reference === undefined) {
      opened.push(text);
      continue;
    }
    const { name, version, file } = await openDirect(reference, surroundings);
    const extras = reference.extras.length === 0 ? '' : `[${reference.extras.join(',')}]`;
    projects.set(name, { name, files: [file] });
    names.push(name);
    opened.push(`${name}${extras}==${version}`);
  }
  return { texts: opened, fixed: { ...fixed, projects }, names };
}

/** `numpy@all` is none. */
function isDirect(text: string): boolean {
  return (
    isBare(text.trim()) || /^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*(?:[a-z+]+:|\.{0,2}\/)/i.test(text)
  );
}
