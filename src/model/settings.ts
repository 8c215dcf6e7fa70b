/** A setting's value and where it was found, for example `--index-url`, `PIP_CERT`, `/etc/pip.conf [global] cert`, `default`. */
export interface Sourced<T> {
  readonly value: T;
  readonly source: string;
}

/** A user name and password; a secret that no message, event or record may hold. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** One index that speaks the Simple API (PEP 503, PEP 691), or a directory laid out as one. */
export interface IndexSource {
  /** Absolute `http(s):` or `file:` URL without credentials, query and trailing slash. */
  readonly url: string;
  /** `?token=...`, which goes with each request for a page; a secret. */
  readonly query?: string | undefined;
  readonly credentials: Credentials | undefined;
  readonly source: string;
}

/** A folder of files, or an HTML page of links. */
export interface FindLinks {
  /** Absolute `http(s):` or `file:` URL without credentials and query. */
  readonly url: string;
  /** As of an index. */
  readonly query?: string | undefined;
  readonly credentials: Credentials | undefined;
  readonly source: string;
}

export type ResolutionStrategy = 'highest' | 'lowest' | 'lowest-direct';

/** What shares its newest release: releases with the same first, or first two, numbers. */
export type ReleaseGroup = 'major' | 'minor';

/** Where certificates come from: `undefined` members leave it to the platform's roots. */
export interface Certificates {
  /** PEM bundle, or a directory of PEM files. */
  readonly authorities: Sourced<string> | undefined;
  /** PEM file with certificate and key. */
  readonly client: Sourced<string> | undefined;
  /** `host` or `host:port` whose certificates are not checked. */
  readonly trustedHosts: Sourced<readonly string[]>;
}

/** Proxy URLs may hold credentials. */
export interface Proxies {
  readonly http: Sourced<string> | undefined;
  readonly https: Sourced<string> | undefined;
  /** Hosts reached directly, as `NO_PROXY` writes them: separated by commas or spaces. */
  readonly direct: string;
}

/** All that the index client needs to know. */
export interface IndexSettings {
  /**
   * Groups are asked in order and the first that has a name answers for it; the indexes inside one group are merged.
   * Empty with `no-index`.
   */
  readonly groups: readonly (readonly IndexSource[])[];
  /** Merged with whatever a group answers. */
  readonly findLinks: readonly FindLinks[];
  /** Which rule of several indexes holds and why, for `-v`. */
  readonly describe: string;
  /** Seconds without a byte after which a request has failed. */
  readonly timeoutSeconds: Sourced<number>;
  /** How often a failed request is repeated. */
  readonly retries: Sourced<number>;
  /** The most bytes of a file whose index gives no size for it. */
  readonly fileLimit: Sourced<number>;
  readonly certificates: Certificates;
  readonly proxies: Proxies;
  /** Path of the netrc file; it need not exist. */
  readonly netrc: string | undefined;
}

/** Where Pythons come from that are to be installed: absolute URLs, which may hold credentials. */
export interface PythonSources {
  /** In place of the publishers' own folders, and laid out as those; `undefined`: the publisher, or beside the manifest. */
  readonly mirrors: Readonly<Record<'cpython' | 'pypy', Sourced<string> | undefined>>;
  /** The list of what there is; `undefined`: the one that spip brings. */
  readonly manifest: Sourced<string> | undefined;
}

/** Absolute directories of shared and of lasting state. */
export interface Places {
  readonly cacheDir: string;
  readonly dataDir: string;
}
