/** A promised digest that is not sha256. */
export interface FileDigest {
  readonly algorithm: 'sha512' | 'sha384' | 'sha224' | 'sha1' | 'md5';
  /** Lower case. */
  readonly hex: string;
}

/** One file of a release, as an index page or a find-links folder lists it. */
export interface DistFile {
  readonly filename: string;
  readonly kind: 'wheel' | 'sdist';
  /** Absolute `http(s):` or `file:` URL without credentials and without fragment. */
  readonly url: string;
  /** Lower-case hex digest that the index promises; `undefined` where it promises none. */
  readonly sha256: string | undefined;
  /** The best other digest, where the index promises one but no sha256: it is checked, but names nothing. */
  readonly otherDigest?: FileDigest | undefined;
  readonly size: number | undefined;
  /** The raw Requires-Python specifier; `undefined` where the page gives none. */
  readonly requiresPython: string | undefined;
  /** ISO 8601 upload time (PEP 700). */
  readonly uploadTime: string | undefined;
  /** `false`, or the reason (PEP 592), which may be empty. */
  readonly yanked: false | string;
  /** Whether `<url>.metadata` exists (PEP 714), and its digest if promised. */
  readonly metadata: false | { readonly sha256: string | undefined };
  /** URL or path of the index or folder that listed it, without credentials. */
  readonly index: string;
  /** Normalised name of the project that its page is about: old names of source distributions do not tell by themselves. */
  readonly project?: string | undefined;
}

/** Everything that the indexes list for one project name. */
export interface ProjectFiles {
  /** Normalised name (PEP 503). */
  readonly name: string;
  readonly files: readonly DistFile[];
}
