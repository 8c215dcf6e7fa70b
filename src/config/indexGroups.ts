import { existsSync } from 'node:fs';
import { pathOfUrl } from '../lib/urls/pathOfUrl.ts';
import { showUrl } from '../lib/urls/showUrl.ts';
import { SpipError } from '../lib/spipError.ts';
import type { FindLinks, IndexSettings, IndexSource, Sourced } from '../model/settings.ts';
import { convertSetting } from './convertSetting.ts';
import { parseIndexUrl } from './parseIndexUrl.ts';
import { findSetting } from './settingLayer.ts';
import type { IndexKey, SettingLayer } from './settingLayer.ts';

type IndexPolicy = Pick<IndexSettings, 'groups' | 'findLinks' | 'describe'>;

const publicIndex = 'https://pypi.org/simple';

/**
 * Which indexes are asked, and how. An index that spip's or uv's settings name is asked alone, extra indexes before the
 * default one; those that pip's settings name are merged with each other and with the built-in default.
 */
export function indexGroups(layers: readonly SettingLayer[], home: string): IndexPolicy {
  const entries = (key: IndexKey): readonly Entry[] => readEntries(layers, key, home);
  const findLinks = entries('find-links').map(plain);
  const noIndex = findSetting(layers, 'no-index');
  if (noIndex !== undefined && convertSetting.flag(noIndex.found)) {
    const describe = `No index is asked: \`${noIndex.found.source}\``;
    return { groups: [], findLinks, describe };
  }
  const extra = entries('extra-index-url');
  const [first = builtIn] = entries('index-url');
  const all = [...extra, first];
  const asked = findSetting(layers, 'index-strategy');
  if (asked !== undefined) {
    return byStrategy({ extra, first, findLinks, ...strategyOf(asked.found) });
  }
  const alone = all.filter(({ family }) => family === 'spip' || family === 'uv');
  // Pip's own order: the default index comes first.
  const merged = [first, ...extra].filter(({ family }) => family === 'pip' || family === 'none');
  const groups = [...alone.map((index) => [index]), ...(merged.length === 0 ? [] : [merged])];
  return { groups: groups.map((group) => group.map(plain)), findLinks, describe: describe(groups) };
}

interface Entry extends IndexSource {
  readonly family: SettingLayer['family'] | 'none';
}

const builtIn: Entry = {
  url: publicIndex,
  credentials: undefined,
  source: 'default',
  family: 'none',
};

function refuseMissingFolder(url: string, { value, source }: Sourced<string>): void {
  if (url.startsWith('file:') && !existsSync(pathOfUrl(url))) {
    throw new SpipError(
      'invalid-settings',
      `Expected \`${source}\` to name an index: \`${showUrl(value)}\` is neither a URL nor a folder that exists`,
      { hint: 'for example `https://example.org/simple`' },
    );
  }
}

function readEntries(
  layers: readonly SettingLayer[],
  key: IndexKey,
  home: string,
): readonly Entry[] {
  const setting = findSetting(layers, key);
  if (setting === undefined) {
    return [];
  }
  const { found, layer } = setting;
  const urls = convertSetting.values(found).filter((value) => value !== '');
  return urls.map((value) => {
    const entry = {
      ...parseIndexUrl({ value, source: found.source }, { base: layer.base, home }),
      source: found.source,
      family: layer.family,
    };
    // A folder that pip's settings of the machine name may not be there on every day; pip goes on, and so does this.
    if (layer.family === 'spip' && key !== 'find-links') {
      refuseMissingFolder(entry.url, { value, source: found.source });
    }
    return entry;
  });
}

function strategyOf(raw: Parameters<typeof convertSetting.text>[0]): {
  readonly merge: boolean;
  readonly source: string;
} {
  const word = convertSetting.text(raw);
  switch (word) {
    case 'first-index':
      return { merge: false, source: raw.source };
    case 'unsafe-best-match':
    // uv's third strategy also looks into every index; spip merges them for it.
    case 'unsafe-first-match':
      return { merge: true, source: raw.source };
    default:
      throw new SpipError(
        'invalid-settings',
        `Expected \`first-index\` or \`unsafe-best-match\` in \`${raw.source}\`: \`${word}\``,
      );
  }
}

function byStrategy(policy: {
  readonly extra: readonly Entry[];
  readonly first: Entry;
  readonly findLinks: readonly FindLinks[];
  readonly merge: boolean;
  readonly source: string;
}): IndexPolicy {
  const { extra, first, findLinks, merge, source } = policy;
  return merge
    ? {
        groups: [[first, ...extra].map(plain)],
        findLinks,
        describe: `All indexes are merged: \`${source}\``,
      }
    : {
        groups: [...extra, first].map((index) => [plain(index)]),
        findLinks,
        describe: `The first index that has a name answers for it: \`${source}\``,
      };
}

function plain({ url, query, credentials, source }: Entry): IndexSource {
  return { url, ...(query === undefined ? {} : { query }), credentials, source };
}

function describe(groups: readonly (readonly Entry[])[]): string {
  const [only] = groups;
  if (groups.length === 1 && only?.length === 1) {
    return `One index is asked: ${only.map(named).join('')}`;
  }
  const parts = groups.map((group) => {
    const names = group.map(named).join(', ');
    return group.length > 1 ? `merged, as pip's settings ask: ${names}` : names;
  });
  return parts.length === 1
    ? `Indexes are ${parts.join('')}`
    : `The first of these that has a name answers for it: ${parts.map((part, at) => `(${at + 1}) ${part}`).join('; ')}`;
}

function named({ url, source }: Entry): string {
  return `\`${url}\` (${source})`;
}
