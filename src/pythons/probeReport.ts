import { areStrings } from '../lib/tomlTable.ts';
import type { MarkerEnvironment } from '../pep/markerEnvironment.ts';

/** What the probe script prints, checked. */
export interface ProbeReport {
  /** The path that the interpreter itself gives; differs from the probed path behind a wrapper script. */
  readonly executable: string;
  readonly versionInfo: {
    readonly major: number;
    readonly minor: number;
    readonly micro: number;
    readonly level: string;
    readonly serial: number;
  };
  /** `sys.version`: number, build date and compiler. */
  readonly versionText: string;
  /** Lower case, for example `cpython`. */
  readonly implementation: string;
  readonly abiflags: string;
  readonly soabi: string;
  readonly gilDisabled: boolean;
  readonly debug: boolean;
  readonly cacheTag: string;
  readonly basePrefix: string;
  readonly paths: {
    readonly purelib: string;
    readonly platlib: string;
    readonly scripts: string;
    readonly data: string;
    readonly stdlib: string;
  };
  /** Modules of the standard library that are not there. */
  readonly lacks: readonly string[];
  /** Files and folders outside of its prefix that it is made of. */
  readonly elsewhere: readonly string[];
  /** The library that holds the interpreter itself, where that is not its executable. */
  readonly libpython: string | undefined;
  readonly markers: MarkerEnvironment;
  readonly pointerBits: number;
  readonly libc: { readonly family: 'glibc' | 'musl'; readonly version: string } | undefined;
  /** Version of macOS; `undefined` elsewhere. */
  readonly macos: string | undefined;
}

/** Reads the probe's JSON line; `undefined` if it is anything else. */
export function parseProbeReport(text: string): ProbeReport | undefined {
  try {
    return readReport(JSON.parse(text));
  } catch {
    // Bad JSON and wrong shapes are the same to the caller: the interpreter did not answer.
    return undefined;
  }
}

function readReport(value: unknown): ProbeReport {
  const top = new Fields(value);
  if (top.number('spip') !== 1) {
    throw new TypeError('spip');
  }
  const paths = new Fields(top.value('paths'));
  return {
    executable: top.text('executable'),
    versionInfo: readVersionInfo(top.value('version_info')),
    versionText: top.text('version_text'),
    implementation: top.text('implementation'),
    abiflags: top.text('abiflags'),
    soabi: top.text('soabi'),
    gilDisabled: top.flag('gil_disabled'),
    debug: top.flag('debug'),
    cacheTag: top.text('cache_tag'),
    basePrefix: top.text('base_prefix'),
    paths: {
      purelib: paths.text('purelib'),
      platlib: paths.text('platlib'),
      scripts: paths.text('scripts'),
      data: paths.text('data'),
      stdlib: paths.text('stdlib'),
    },
    lacks: top.texts('lacks'),
    elsewhere: top.texts('elsewhere'),
    libpython: top.value('libpython') === null ? undefined : top.text('libpython'),
    markers: readMarkers(top.value('markers')),
    pointerBits: top.number('pointer_bits'),
    libc: readLibc(top.value('libc')),
    macos: top.value('macos') === null ? undefined : top.text('macos'),
  };
}

function readMarkers(value: unknown): MarkerEnvironment {
  const fields = new Fields(value);
  return {
    implementation_name: fields.text('implementation_name'),
    implementation_version: fields.text('implementation_version'),
    os_name: fields.text('os_name'),
    platform_machine: fields.text('platform_machine'),
    platform_python_implementation: fields.text('platform_python_implementation'),
    platform_release: fields.text('platform_release'),
    platform_system: fields.text('platform_system'),
    platform_version: fields.text('platform_version'),
    python_full_version: fields.text('python_full_version'),
    python_version: fields.text('python_version'),
    sys_platform: fields.text('sys_platform'),
  };
}

function readVersionInfo(value: unknown): ProbeReport['versionInfo'] {
  const fields = new Fields(value);
  return {
    major: fields.number('0'),
    minor: fields.number('1'),
    micro: fields.number('2'),
    level: fields.text('3'),
    serial: fields.number('4'),
  };
}

function readLibc(value: unknown): ProbeReport['libc'] {
  if (value === null) {
    return undefined;
  }
  const fields = new Fields(value);
  const family = fields.text('0');
  if (family !== 'glibc' && family !== 'musl') {
    throw new TypeError('libc');
  }
  return { family, version: fields.text('1') };
}

class Fields {
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null) {
      throw new TypeError('object');
    }
    this.#fields = new Map(Object.entries(value));
  }

  value(name: string): unknown {
    return this.#fields.get(name);
  }

  text(name: string): string {
    const value = this.#fields.get(name);
    if (typeof value !== 'string') {
      throw new TypeError(name);
    }
    return value;
  }

  texts(name: string): readonly string[] {
    const value = this.#fields.get(name);
    if (!areStrings(value)) {
      throw new TypeError(name);
    }
    return value;
  }

  number(name: string): number {
    const value = this.#fields.get(name);
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      throw new TypeError(name);
    }
    return value;
  }

  flag(name: string): boolean {
    const value = this.#fields.get(name);
    if (typeof value !== 'boolean') {
      throw new TypeError(name);
    }
    return value;
  }
}
