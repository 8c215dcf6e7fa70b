/** One environment as the ledger holds it. */
export interface LedgerEnvironment {
  /** Full commit id. */
  readonly commit: string;
  /** Name of its base branch, `base/<interpreter>`. */
  readonly base: string;
  readonly lockText: string;
  readonly manifestText: string;
}

export interface ChangedPackage {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface PackageVersion {
  readonly name: string;
  readonly version: string;
}

/** How the files of one distribution differ; paths sorted. */
export interface OwnerDiff {
  readonly owner: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** What has to happen to the first environment to get the second. */
export interface EnvironmentDiff {
  readonly from: Pick<LedgerEnvironment, 'commit' | 'base'>;
  readonly to: Pick<LedgerEnvironment, 'commit' | 'base'>;
  readonly packages: {
    readonly added: readonly PackageVersion[];
    readonly removed: readonly PackageVersion[];
    /** Another version, or the same version from another file. */
    readonly changed: readonly ChangedPackage[];
  };
  /** By owner, sorted. Between two Pythons `site-packages/` stands for each one's own folder of that name. */
  readonly files: readonly OwnerDiff[];
}
