import type {
  EnvironmentDiff,
  LedgerEnvironment,
  OwnerDiff,
  PackageVersion,
} from '../model/environmentDiff.ts';

/** How two environments of the ledger differ in packages and files: a function of their locks and manifests. */
export function compareEnvironments(
  from: LedgerEnvironment,
  to: LedgerEnvironment,
): EnvironmentDiff {
  const sameBase = from.base === to.base;
  return {
    from: { commit: from.commit, base: from.base },
    to: { commit: to.commit, base: to.base },
    packages: comparePackages(packagesOf(from), packagesOf(to)),
    files: compareFiles(filesOf(from, sameBase), filesOf(to, sameBase)),
  };
}

interface LockedRow extends PackageVersion {
  readonly file: string;
  readonly sha256: string;
}

function packagesOf({ lockText }: LedgerEnvironment): ReadonlyMap<string, LockedRow> {
  const { packages } = JSON.parse(lockText) as { readonly packages: readonly LockedRow[] };
  return new Map(packages.map((row) => [row.name, row]));
}

function comparePackages(
  before: ReadonlyMap<string, LockedRow>,
  after: ReadonlyMap<string, LockedRow>,
): EnvironmentDiff['packages'] {
  const only = (
    some: ReadonlyMap<string, LockedRow>,
    others: ReadonlyMap<string, LockedRow>,
  ): readonly PackageVersion[] =>
    [...some.values()]
      .filter(({ name }) => !others.has(name))
      .map(({ name, version }) => ({ name, version }));
  const changed = [...before.values()].flatMap((row) => {
    const now = after.get(row.name);
    if (now === undefined || now.sha256 === row.sha256) {
      return [];
    }
    const [was, is] =
      row.version === now.version ? [row.file, now.file] : [row.version, now.version];
    return [{ name: row.name, from: was, to: is }];
  });
  return { added: only(after, before), removed: only(before, after), changed };
}

interface ManifestRow {
  readonly owner: string;
  /** Digest or recipe, size and mode. */
  readonly state: string;
}

/** Rows by path. Between two Pythons their libraries' folders have other names and the same meaning. */
function filesOf(
  { manifestText }: LedgerEnvironment,
  sameBase: boolean,
): ReadonlyMap<string, ManifestRow> {
  const rows = manifestText.split('\n').filter((line) => line !== '');
  return new Map(
    rows.map((line) => {
      const [path = '', ...rest] = line.split('\t');
      const owner = rest.pop() ?? '';
      return [
        sameBase ? path : path.replace(/^lib(64)?\/[^/]+\/site-packages\//, 'site-packages/'),
        { owner, state: rest.join('\t') },
      ];
    }),
  );
}

function compareFiles(
  before: ReadonlyMap<string, ManifestRow>,
  after: ReadonlyMap<string, ManifestRow>,
): readonly OwnerDiff[] {
  const owners = new Map<string, Record<'added' | 'removed' | 'changed', string[]>>();
  const note = (kind: 'added' | 'removed' | 'changed', path: string, owner: string): void => {
    const entry = owners.get(owner) ?? { added: [], removed: [], changed: [] };
    entry[kind].push(path);
    owners.set(owner, entry);
  };
  for (const [path, { owner, state }] of before) {
    const now = after.get(path);
    if (now?.owner !== owner) {
      note('removed', path, owner);
    } else if (now.state !== state) {
      note('changed', path, owner);
    }
  }
  for (const [path, { owner }] of after) {
    if (before.get(path)?.owner !== owner) {
      note('added', path, owner);
    }
  }
  return [...owners]
    .map(([owner, { added, removed, changed }]) => ({
      owner,
      added: added.toSorted(),
      removed: removed.toSorted(),
      changed: changed.toSorted(),
    }))
    .toSorted((a, b) => (a.owner < b.owner ? -1 : 1));
}
