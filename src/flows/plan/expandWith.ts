import { SpipError } from '../../lib/spipError.ts';
import { formatRequirement, parseRequirement } from '../../pep/requirement.ts';
import type { Requirement } from '../../pep/requirement.ts';
import { groupReleases } from '../sets/groupReleases.ts';
import type { Release } from '../sets/groupReleases.ts';
import type { PlanRequest } from './planRequest.ts';
import { selectReleases } from './selectReleases.ts';
import type { ReleaseChoice } from './selectReleases.ts';
import { unknownPackage } from './unknownPackage.ts';

/** What `--with` asks for, releases of indexes in the place of `@all` and the like. */
export interface ExpandedWith {
  /** As `--with` writes it, alternatives separated by `|`. */
  readonly texts: readonly string[];
  /** The releases that stand for them, by normalised name and version. */
  readonly releases: ReadonlyMap<string, ReadonlyMap<string, Release>>;
}

export interface ExpandOptions {
  readonly project: PlanRequest['project'];
  /** Pre-releases too. */
  readonly pre: boolean;
  /** What of a package counts where the text names no versions; `undefined`: all of it. */
  readonly within: (name: string) => Requirement | undefined;
}

/**
 * Puts releases of the index in the place of `numpy@all`, `numpy@last:3` and `numpy>=1.20@latest-per:minor`, the newest first.
 *
 * @throws SpipError `unknown-package`, `no-such-version`, `usage`
 */
export async function expandWith(
  texts: readonly string[],
  options: ExpandOptions,
): Promise<ExpandedWith> {
  const releases = new Map<string, ReadonlyMap<string, Release>>();
  const expanded: string[] = [];
  for (const text of texts) {
    const [, head = '', which = ''] = /^([^@|]+)@\s*([a-z-]+(?::\w+)?)$/.exec(text.trim()) ?? [];
    if (head === '') {
      expanded.push(text);
      continue;
    }
    const { name, found, requirement } = await choose(head, { which, text }, options);
    releases.set(name, new Map(found.map((release) => [release.text, release])));
    const [first = '', ...others] = found.map((release) => `==${release.text}`);
    const bare = formatRequirement({
      ...requirement,
      specifiers: parseRequirement(name).specifiers,
    });
    expanded.push([`${bare}${first}`, ...others].join('|'));
  }
  return { texts: expanded, releases };
}

async function choose(
  head: string,
  { which, text }: { readonly which: string; readonly text: string },
  { project, pre, within }: ExpandOptions,
): Promise<{
  readonly name: string;
  readonly requirement: Requirement;
  readonly found: readonly Release[];
}> {
  const choice = { ...everything, pre, ...choiceOf(which, text) };
  const requirement = parseRequirement(head);
  const { name } = requirement;
  const files = await project(name, []);
  if (files === undefined) {
    throw unknownPackage(name);
  }
  const isOpen = requirement.text === requirement.rawName || requirement.text.endsWith(']');
  const { specifiers } = (isOpen ? within(name) : undefined) ?? requirement;
  const { releases } = selectReleases({ ...requirement, specifiers }, groupReleases(files), choice);
  return { name, requirement, found: releases };
}

const everything: ReleaseChoice = {
  versions: undefined,
  exclude: undefined,
  latestPer: undefined,
  limit: undefined,
  all: true,
  pre: false,
  yanked: false,
};

function choiceOf(which: string, text: string): Partial<ReleaseChoice> {
  const [, part] = /^latest-per:(major|minor)$/.exec(which) ?? [];
  const [, count] = /^last:([1-9]\d{0,5})$/.exec(which) ?? [];
  if (part === 'major' || part === 'minor') {
    return { latestPer: part };
  }
  if (count !== undefined) {
    return { all: false, limit: Number(count) };
  }
  if (which === 'all') {
    return {};
  }
  throw new SpipError(
    'usage',
    `Expected \`@all\`, \`@last:N\`, \`@latest-per:major\` or \`@latest-per:minor\` in \`--with\`, found \`${text}\``,
  );
}
