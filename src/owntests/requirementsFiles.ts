import { SpipError } from '../lib/spipError.ts';
import { parseRequirementsFile } from '../pep/requirementsFile.ts';
import type { SourceTree } from './sourceTree.ts';

/** Lines of requirements, with what could not be followed or used. */
export interface RequirementLines {
  readonly requirements: readonly string[];
  readonly leftOut: readonly string[];
}

const deepest = 5;

/** Where lines stand. */
interface Place {
  /** Of their file, for relative paths in it. */
  readonly folder: string;
  /** How many files led here. */
  readonly depth: number;
  /** Files that were read: each counts once, or they could ask for each other without end. */
  readonly seen: Set<string>;
}

/** What lines of a requirements file ask for, those of the files that they name with `-r` in their place. */
export function followLines(
  tree: SourceTree,
  text: string,
  { folder, depth, seen }: Place = { folder: '', depth: 0, seen: new Set() },
): RequirementLines {
  const found: { requirements: string[]; leftOut: string[] } = { requirements: [], leftOut: [] };
  for (const entry of entriesOf(text, found.leftOut)) {
    if (entry.kind === 'requirement') {
      found.requirements.push(entry.text);
    } else if (entry.kind === 'requirements') {
      const path = inside(folder, entry.path);
      if (path !== undefined && seen.has(path)) {
        continue;
      }
      const inner = path === undefined || depth === deepest ? undefined : tree.read(path);
      if (path === undefined || inner === undefined) {
        found.leftOut.push(`-r ${entry.path}`);
        continue;
      }
      seen.add(path);
      const place = { folder: path.split('/').slice(0, -1).join('/'), depth: depth + 1, seen };
      const below = followLines(tree, inner, place);
      found.requirements.push(...below.requirements);
      found.leftOut.push(...below.leftOut);
    }
  }
  return found;
}

function entriesOf(text: string, leftOut: string[]): ReturnType<typeof parseRequirementsFile> {
  // One line that nobody can read costs no others.
  return text
    .replaceAll(/\\\r?\n/g, ' ')
    .split('\n')
    .flatMap((line) => {
      try {
        return parseRequirementsFile(line, { path: 'requirements', variable: () => undefined });
      } catch (error) {
        if (error instanceof SpipError) {
          leftOut.push(line.trim());
          return [];
        }
        throw error;
      }
    });
}

/** A path relative to a folder of the tree; `undefined` for one that leads out of it. */
function inside(folder: string, path: string): string | undefined {
  const parts: string[] = path.startsWith('/')
    ? ['..']
    : folder.split('/').filter((part) => part !== '');
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) {
        return undefined;
      }
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return parts[0] === '..' ? undefined : parts.join('/');
}

/**
 * The file of requirements whose name speaks of tests, else of development; of two spellings the one that people wrote
 * (`.in`) before the one that a tool made of it.
 */
export function requirementsFile(tree: SourceTree): string | undefined {
  const candidates = tree.files.filter(
    (path) =>
      /\.(?:txt|in|pip)$/.test(path) && /requirements/i.test(path) && path.split('/').length <= 2,
  );
  const bySense = (sense: RegExp): string | undefined =>
    candidates
      .filter((path) => sense.test(path))
      .toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))[0];
  return (
    bySense(/(?:^|[/_.-])tests?(?:ing)?(?:[/_.-]|$)/i) ??
    bySense(/(?:^|[/_.-])(?:dev|devel|development)(?:[/_.-]|$)/i)
  );
}

function rank(path: string): number {
  return path.endsWith('.in') ? 0 : 1;
}
