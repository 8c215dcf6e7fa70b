import { SpipError } from '../lib/spipError.ts';
import { normaliseName } from './names.ts';

/**
 * The requirements of a dependency group, those of the groups that it includes in their place (PEP 735); of a group that
 * is included more than once only in the first: each may include the next one twice.
 *
 * @param table `[dependency-groups]` of a `pyproject.toml`
 * @throws SpipError `invalid-requirement` for a group that is missing, written twice, malformed or includes itself
 */
export function dependencyGroup(
  table: Readonly<Record<string, unknown>>,
  name: string,
): readonly string[] {
  const expansion = { groups: groupsByName(table), expanded: new Set<string>() };
  return expand(expansion, normaliseName(name), []);
}

type Groups = ReadonlyMap<string, unknown>;

interface Expansion {
  readonly groups: Groups;
  readonly expanded: Set<string>;
}

/** How many groups may include each other one inside the other. */
const deepest = 100;

function groupsByName(table: Readonly<Record<string, unknown>>): Groups {
  const groups = new Map<string, unknown>();
  for (const [written, entries] of Object.entries(table)) {
    const name = normaliseName(written);
    if (groups.has(name)) {
      throw refusal(`Expected one dependency group \`${name}\`, found two spellings of it`);
    }
    groups.set(name, entries);
  }
  return groups;
}

function expand(expansion: Expansion, name: string, within: readonly string[]): readonly string[] {
  const { groups, expanded } = expansion;
  const entries = groups.get(name);
  if (entries === undefined) {
    const known = [...groups.keys()].map((each) => `\`${each}\``).join(', ');
    throw refusal(
      `Failed to find the dependency group \`${name}\``,
      known === '' ? 'there is no `[dependency-groups]`' : `there are ${known}`,
    );
  }
  if (within.includes(name)) {
    throw refusal(`Expected dependency groups without a circle: ${[...within, name].join(' -> ')}`);
  }
  if (within.length > deepest) {
    throw refusal(`Expected at most ${deepest} dependency groups inside each other`);
  }
  if (expanded.has(name)) {
    return [];
  }
  expanded.add(name);
  if (!Array.isArray(entries)) {
    throw refusal(`Expected the dependency group \`${name}\` to be a list`);
  }
  return entries.flatMap((entry: unknown) => {
    if (typeof entry === 'string') {
      return [entry];
    }
    const included = includedGroup(entry);
    if (included === undefined) {
      throw refusal(
        `Expected requirements and \`{include-group = "..."}\` in the dependency group \`${name}\``,
      );
    }
    return expand(expansion, normaliseName(included), [...within, name]);
  });
}

function includedGroup(entry: unknown): string | undefined {
  return typeof entry === 'object' &&
    entry !== null &&
    'include-group' in entry &&
    typeof entry['include-group'] === 'string' &&
    Object.keys(entry).length === 1
    ? entry['include-group']
    : undefined;
}

function refusal(message: string, hint?: string): SpipError {
  return new SpipError('invalid-requirement', message, { hint });
}
