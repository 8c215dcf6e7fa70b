import type { DistFile, ProjectFiles } from '../../src/model/distFile.ts';
import { parseMetadata } from '../../src/pep/metadata.ts';
import type { CoreMetadata } from '../../src/pep/metadata.ts';
import { parseRequirement } from '../../src/pep/requirement.ts';
import { compatibleTags } from '../../src/pep/tags.ts';
import type { MetadataSource } from '../../src/resolve/metadataSource.ts';
import type {
  ResolveInterpreter,
  ResolvePolicy,
  ResolveRequest,
} from '../../src/resolve/resolveRequest.ts';

/** One release of a small world; a list is short for its requirements. */
type WorldRelease = readonly string[] | WorldReleaseDetails;

export interface WorldReleaseDetails {
  readonly requires?: readonly string[] | undefined;
  readonly extras?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly python?: string | undefined;
  /** Requires-Python that only the metadata tells. */
  readonly metadataPython?: string | undefined;
  readonly yanked?: string | undefined;
  readonly uploaded?: string | undefined;
  /** Tags of its wheels; one `py3-none-any` if left out. */
  readonly wheels?: readonly string[] | undefined;
  /** Ending of its source distribution; none if left out. */
  readonly sdist?: string | undefined;
  /** Replaces what its metadata would say. */
  readonly metadata?: string | undefined;
}

export type WorldPackages = Readonly<Record<string, Readonly<Record<string, WorldRelease>>>>;

/** An index in memory that counts what it is asked. */
export interface World extends MetadataSource {
  readonly asked: { readonly projects: string[]; readonly metadata: string[] };
}

/** `wait` holds every answer back, for tests of order. */
export function world(packages: WorldPackages, wait?: (what: string) => Promise<void>): World {
  const asked = { projects: new Array<string>(), metadata: new Array<string>() };
  const metadata = new Map<string, string>();
  const projects = new Map(
    Object.entries(packages).map(([name, releases]) => [
      name,
      {
        name,
        files: Object.entries(releases).flatMap(([version, release]) =>
          filesOf({ name, version, release: details(release) }, metadata),
        ),
      } satisfies ProjectFiles,
    ]),
  );
  return {
    asked,
    async project(name) {
      asked.projects.push(name);
      await wait?.(name);
      return projects.get(name);
    },
    async metadata(file): Promise<CoreMetadata> {
      asked.metadata.push(file.filename);
      await wait?.(file.filename);
      return parseMetadata(metadata.get(file.filename) ?? '');
    },
  };
}

/** A request for texts; Python 3.11 on Linux unless told otherwise. */
export function request(
  roots: readonly string[],
  options: Partial<Omit<ResolveRequest, 'roots' | 'constraints' | 'overrides' | 'policy'>> & {
    readonly constraints?: readonly string[];
    readonly overrides?: readonly string[];
    readonly policy?: Partial<ResolvePolicy>;
  } = {},
): ResolveRequest {
  const { constraints = [], overrides = [], policy, ...rest } = options;
  return {
    interpreter: python('3.11.7'),
    ...rest,
    roots: roots.map(parseRequirement),
    constraints: constraints.map(parseRequirement),
    overrides: overrides.map(parseRequirement),
    policy: {
      pre: false,
      onlyBinary: [],
      noBinary: [],
      excludeNewer: undefined,
      strategy: 'highest',
      ...policy,
    },
  };
}

/** A CPython on Linux x86_64 with glibc 2.28 that need not exist. */
export function python(version: string): ResolveInterpreter {
  const [major = 3, minor = 0] = version.split('.').map(Number);
  const short = `${major}.${minor}`;
  return {
    python: short,
    version,
    implementation: 'cpython',
    markers: {
      implementation_name: 'cpython',
      implementation_version: version,
      os_name: 'posix',
      platform_machine: 'x86_64',
      platform_python_implementation: 'CPython',
      platform_release: '6.1.0',
      platform_system: 'Linux',
      platform_version: '#1 SMP',
      python_full_version: version,
      python_version: short,
      sys_platform: 'linux',
    },
    tags: compatibleTags({
      implementation: 'cpython',
      pythonVersion: [major, minor],
      abi: `cp${major}${minor}`,
      freeThreaded: false,
      debug: false,
      platform: {
        system: 'linux',
        machine: 'x86_64',
        libc: { kind: 'glibc', major: 2, minor: 28 },
      },
    }),
  };
}

interface NamedRelease {
  readonly name: string;
  readonly version: string;
  readonly release: WorldReleaseDetails;
}

function details(release: WorldRelease): WorldReleaseDetails {
  return isList(release) ? { requires: release } : release;
}

function isList(release: WorldRelease): release is readonly string[] {
  return Array.isArray(release);
}

function filesOf(named: NamedRelease, metadata: Map<string, string>): readonly DistFile[] {
  const { name, version, release } = named;
  const stem = `${name.replaceAll('-', '_')}-${version}`;
  const wheels = (release.wheels ?? ['py3-none-any']).map((tag) => `${stem}-${tag}.whl`);
  const sdists = release.sdist === undefined ? [] : [`${stem}${release.sdist}`];
  return [...wheels, ...sdists].map((filename) => {
    metadata.set(filename, release.metadata ?? metadataText(named));
    return {
      filename,
      kind: filename.endsWith('.whl') ? 'wheel' : 'sdist',
      url: `https://index.test/files/${filename}`,
      sha256: undefined,
      size: undefined,
      requiresPython: release.python,
      uploadTime: release.uploaded,
      yanked: release.yanked ?? false,
      metadata: false,
      index: 'https://index.test/simple/',
    };
  });
}

function metadataText({ name, version, release }: NamedRelease): string {
  const pythonNeeded = release.metadataPython ?? release.python;
  const lines = [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    ...(pythonNeeded === undefined ? [] : [`Requires-Python: ${pythonNeeded}`]),
    ...(release.requires ?? []).map((text) => `Requires-Dist: ${text}`),
    ...Object.entries(release.extras ?? {}).flatMap(([extra, needs]) => [
      `Provides-Extra: ${extra}`,
      ...needs.map((text) => `Requires-Dist: ${withExtra(text, extra)}`),
    ]),
  ];
  return `${lines.join('\n')}\n\n`;
}

function withExtra(text: string, extra: string): string {
  const [requirement = '', marker] = text.split(';');
  return marker === undefined
    ? `${requirement}; extra == "${extra}"`
    : `${requirement}; (${marker}) and extra == "${extra}"`;
}
