import { parse } from 'smol-toml';

import { normaliseName } from '../../src/pep/names.ts';
import type { WorldPackages, WorldReleaseDetails } from '../../test/support/world.ts';

/** One scenario, defaults filled in as `conformance/README.md` tells. */
export interface Scenario {
  readonly name: string;
  readonly roots: readonly string[];
  readonly packages: WorldPackages;
  /** Full version that markers and Requires-Python are judged by. */
  readonly python: string;
  readonly prereleases: boolean;
  readonly noBuild: 'all' | readonly string[];
  readonly noBinary: 'all' | readonly string[];
  readonly isUniversal: boolean;
  readonly expected: {
    readonly isSatisfiable: boolean;
    /** `undefined`: only whether there is a solution counts. */
    readonly packages: Readonly<Record<string, string>> | undefined;
  };
  /** Keys that this reader does not know, with their place. */
  readonly unknownKeys: readonly string[];
}

export function readScenario(text: string): Scenario {
  const table = new Reader(parse(text), '');
  const root = table.table('root');
  const expected = table.table('expected');
  const options = table.table('resolver_options');
  const environment = table.table('environment');
  const packages = table.table('packages');
  table.known('name', 'description', 'testgen');
  expected.known('explanation');
  // Which other Pythons lie about is of no interest: none is started.
  environment.known('additional_python');
  root.known('requires_python');
  // A target Python replaces the environment's.
  const installed = environment.text('python');
  const scenario = {
    name: table.text('name') ?? '',
    roots: root.texts('requires') ?? [],
    packages: readPackages(packages),
    python: fullVersion(options.text('python') ?? installed ?? '3.12'),
    prereleases: options.flag('prereleases') ?? false,
    noBuild: options.names('no_build'),
    noBinary: options.names('no_binary'),
    isUniversal:
      (options.flag('universal') ?? false) || options.texts('required_environments') !== undefined,
    expected: {
      isSatisfiable: expected.flag('satisfiable') ?? true,
      packages: expected.has('packages') ? expected.table('packages').allTexts() : undefined,
    },
  };
  return { ...scenario, unknownKeys: table.unread() };
}

function readPackages(packages: Reader): WorldPackages {
  return Object.fromEntries(
    packages.keys().map((name) => {
      const versions = packages.table(name).table('versions');
      return [
        normaliseName(name),
        Object.fromEntries(
          versions.keys().map((version) => [version, readRelease(versions.table(version))]),
        ),
      ];
    }),
  );
}

function readRelease(version: Reader): WorldReleaseDetails {
  const python = version.text('requires_python') ?? '>=3.12';
  const extras = version.table('extras');
  const isWheel = version.flag('wheel') ?? true;
  const tags = version.texts('wheel_tags') ?? ['py3-none-any'];
  return {
    requires: version.texts('requires') ?? [],
    extras: Object.fromEntries(extras.keys().map((extra) => [extra, extras.texts(extra) ?? []])),
    python: python === '' ? undefined : python,
    yanked: (version.flag('yanked') ?? false) ? '' : undefined,
    wheels: isWheel ? tags : [],
    sdist: (version.flag('sdist') ?? true) ? '.tar.gz' : undefined,
  };
}

/** `3.9` means `3.9.0`. */
function fullVersion(python: string): string {
  return python.split('.').length < 3 ? `${python}.0` : python;
}

/** Reads a table and remembers what it was asked for, tables inside it included. */
class Reader {
  readonly #table: Readonly<Record<string, unknown>>;
  readonly #place: string;
  readonly #read = new Set<string>();
  readonly #inner = new Map<string, Reader>();

  constructor(table: unknown, place: string) {
    this.#table = isTable(table) ? table : {};
    this.#place = place;
  }

  keys(): readonly string[] {
    return Object.keys(this.#table);
  }

  has(key: string): boolean {
    return key in this.#table;
  }

  known(...keys: readonly string[]): void {
    keys.forEach((key) => this.#read.add(key));
  }

  table(key: string): Reader {
    this.#read.add(key);
    const inner = this.#inner.get(key) ?? new Reader(this.#table[key], `${this.#place}${key}.`);
    this.#inner.set(key, inner);
    return inner;
  }

  text(key: string): string | undefined {
    const value = this.#value(key);
    return typeof value === 'string' ? value : undefined;
  }

  flag(key: string): boolean | undefined {
    const value = this.#value(key);
    return typeof value === 'boolean' ? value : undefined;
  }

  texts(key: string): readonly string[] | undefined {
    const value = this.#value(key);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
  }

  /** A list of names, or `true` for all. */
  names(key: string): 'all' | readonly string[] {
    return this.flag(key) === true ? 'all' : (this.texts(key) ?? []).map(normaliseName);
  }

  allTexts(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.keys().map((key) => [key, this.text(key) ?? '']));
  }

  /** Places of the keys that nobody asked for. */
  unread(): readonly string[] {
    return [
      ...this.keys()
        .filter((key) => !this.#read.has(key))
        .map((key) => `${this.#place}${key}`),
      ...[...this.#inner.values()].flatMap((inner) => inner.unread()),
    ];
  }

  #value(key: string): unknown {
    this.#read.add(key);
    return this.#table[key];
  }
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
