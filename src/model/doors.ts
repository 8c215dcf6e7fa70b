/** `loopback`: one of the cell's own; `host`: that of this machine. */
export type Network = 'none' | 'loopback' | 'host';

/** What cells have of the machine beside what is their own: plain JSON, and a part of the conditions of a verdict. */
export interface Doors {
  readonly network: Network;
  /** Variables by name, with values that may be secrets: no record has them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Absolute paths that are seen, read-only. */
  readonly mounts: readonly string[];
}

/** What a record says of them. */
export interface DoorsRecord {
  readonly network: Network;
  /** Names of variables. */
  readonly variables: readonly string[];
  readonly mounts: readonly string[];
}
