import { SpipError } from '../lib/spipError.ts';
import { areStrings } from '../lib/tomlTable.ts';
import type { TomlTable } from '../lib/tomlTable.ts';
import { dependencyGroup } from '../pep/dependencyGroups.ts';
import { readLenientRequirement } from '../pep/lenientRequirement.ts';
import { normaliseName } from '../pep/names.ts';
import { configuredPlugins } from './configuredPlugins.ts';
import type { TestOverrides } from '../model/ownTests.ts';
import { olderGroups } from './poetryGroups.ts';
import { member } from './projectConfig.ts';
import type { ProjectConfig } from './projectConfig.ts';
import { followLines, requirementsFile } from './requirementsFiles.ts';
import type { SourceTree } from './sourceTree.ts';
import { toxDeps } from './toxDeps.ts';

/** What a release's own tests need beside the release. */
export interface TestRequirements {
  /** Where they stand, for people: `dependency group test`; '' where the release says nothing. */
  readonly source: string;
  /** Extras of the release itself, normalised. */
  readonly extras: readonly string[];
  /** Requirements (PEP 508) of indexes, pytest and its plugins among them. */
  readonly requirements: readonly string[];
  /** What was asked for and is not installed: places other than an index, and what nobody can read. */
  readonly leftOut: readonly string[];
}

export interface RequirementsRequest {
  /** Normalised name of the release's package. */
  readonly name: string;
  /** Normalised extras that it provides. */
  readonly provided: readonly string[];
  readonly tree: SourceTree;
  readonly config: ProjectConfig;
  readonly overrides: Pick<TestOverrides, 'requires' | 'runner'>;
}

/** Many times what real tests need; each costs requests to the index. */
const mostRequirements = 1000;
/** What the record tells of the others, and in how many characters each. */
const mostLeftOut = 100;
const longestLine = 300;

/** The first source of requirements that a release has, with pytest and the plugins that its configuration names. */
export function testRequirements(request: RequirementsRequest): TestRequirements {
  const declared = sources.reduce<Declared | undefined>(
    (found, look) => found ?? look(request),
    undefined,
  );
  const lines = followLines(request.tree, (declared?.lines ?? []).join('\n'), {
    folder: declared?.folder ?? '',
    depth: 0,
    seen: new Set(),
  });
  const usable = lines.requirements
    .slice(0, mostRequirements)
    .map((text) => readOwn(text, request.name));
  const requirements = usable.flatMap((one) => (one.kind === 'other' ? [one.text] : []));
  const named = new Set(usable.flatMap((one) => (one.kind === 'other' ? [one.name] : [])));
  const added =
    request.overrides.runner === 'unittest' ? [] : ['pytest', ...configuredPlugins(request.config)];
  return {
    source: declared?.source ?? '',
    extras: [
      ...new Set(
        [
          ...(declared?.extras ?? []),
          ...usable.flatMap((one) => (one.kind === 'itself' ? one.extras : [])),
        ].map(normaliseName),
      ),
    ].filter((extra) => request.provided.includes(extra)),
    requirements: [...requirements, ...added.filter((text) => !named.has(nameOf(text)))],
    leftOut: [
      ...lines.leftOut,
      ...usable.flatMap((one) => (one.kind === 'unusable' ? [one.text] : [])),
    ]
      .slice(0, mostLeftOut)
      .map((text) => text.slice(0, longestLine)),
  };
}

/** Requirements in the form of the place that declares them. */
interface Declared {
  readonly source: string;
  readonly lines: readonly string[];
  readonly extras?: readonly string[];
  /** Of the file that the lines stand in. */
  readonly folder?: string;
}

type Look = (request: RequirementsRequest) => Declared | undefined;

const testNames = ['test', 'tests', 'testing'];

/** In this order; a source without a single requirement is none. */
const sources: readonly Look[] = [
  ({ overrides: { requires } }) =>
    requires === null ? undefined : { source: '[tool.spip.own-tests]', lines: requires },
  (request) => fromGroups(request, testNames),
  ({ provided }) => {
    const extra = testNames.find((name) => provided.includes(name));
    return extra === undefined
      ? undefined
      : { source: `extra ${extra}`, lines: [], extras: [extra] };
  },
  fromTox,
  fromHatch,
  fromFile,
  (request) => fromGroups(request, ['dev']),
  fromTestsRequire,
];

function fromGroups(
  { config: { pyproject } }: RequirementsRequest,
  names: readonly string[],
): Declared | undefined {
  for (const [table, kind] of [
    [member(pyproject, 'dependency-groups') ?? {}, 'dependency group'],
    [olderGroups(pyproject), 'group'],
  ] as const) {
    for (const name of names) {
      const lines = groupLines(table, name);
      if (lines.length > 0) {
        return { source: `${kind} ${name}`, lines };
      }
    }
  }
  return undefined;
}

/** Empty for a group that is not there, or that nobody can read. */
function groupLines(table: TomlTable, name: string): readonly string[] {
  try {
    return dependencyGroup(table, name);
  } catch (error) {
    if (error instanceof SpipError) {
      return [];
    }
    throw error;
  }
}

function fromTox({ config }: RequirementsRequest): Declared | undefined {
  const deps = toxDeps(config);
  const groups = member(config.pyproject, 'dependency-groups') ?? {};
  return (
    deps && {
      source: 'tox',
      lines: [...deps.lines, ...deps.groups.flatMap((name) => groupLines(groups, name))],
      extras: deps.extras,
    }
  );
}

function fromHatch({ config: { pyproject } }: RequirementsRequest): Declared | undefined {
  const envs = member(member(member(pyproject, 'tool'), 'hatch'), 'envs');
  for (const name of ['hatch-test', ...testNames, 'default', 'dev']) {
    const env = member(envs, name);
    const lines = ['dependencies', 'extra-dependencies'].flatMap((key) => {
      const value = env?.[key];
      return areStrings(value) ? value : [];
    });
    const features = env?.['features'];
    const extras = areStrings(features) ? features : [];
    if (lines.length > 0 || extras.length > 0) {
      return { source: `hatch environment ${name}`, lines, extras };
    }
  }
  return undefined;
}

function fromFile({ tree }: RequirementsRequest): Declared | undefined {
  const path = requirementsFile(tree);
  const text = path === undefined ? undefined : tree.read(path);
  return path === undefined || text === undefined
    ? undefined
    : { source: path, lines: [text], folder: path.split('/').slice(0, -1).join('/') };
}

/** Of `setup.cfg`, or of `setup.py` where it is a plain list. */
function fromTestsRequire({
  config: { setupCfg },
  tree,
}: RequirementsRequest): Declared | undefined {
  const text = setupCfg.get('options')?.get('tests-require');
  const literal = listBehind(/\btests_require\s{0,20}=\s{0,20}\[/, tree.read('setup.py') ?? '');
  const lines =
    text === undefined
      ? [...literal.matchAll(/(["'])([^"']+)\1/g)].map(([, , line = '']) => line)
      : text.split(/[\n;]/).filter((line) => line.trim() !== '');
  return lines.length === 0 ? undefined : { source: 'tests_require', lines };
}

/** What stands behind the first place that a pattern finds, up to the bracket that closes it; '' without either. */
function listBehind(pattern: RegExp, text: string): string {
  const found = pattern.exec(text);
  const start = found === null ? text.length : found.index + found[0].length;
  const end = text.indexOf(']', start);
  return end === -1 ? '' : text.slice(start, end);
}

type Usable =
  | { readonly kind: 'other'; readonly text: string; readonly name: string }
  | { readonly kind: 'itself'; readonly extras: readonly string[] }
  | { readonly kind: 'unusable'; readonly text: string };

/** A line as a requirement: the release itself is there already, `.[test]` are its extras. */
function readOwn(text: string, own: string): Usable {
  const local = /^\.\/?(?:\[([^\]]*)\])?$/.exec(text);
  if (local !== null) {
    return {
      kind: 'itself',
      extras: (local[1] ?? '')
        .split(',')
        .map((extra) => extra.trim())
        .filter(Boolean),
    };
  }
  try {
    const { name, extras, url } = readLenientRequirement(text).value;
    return name === own
      ? { kind: 'itself', extras }
      : url === undefined
        ? { kind: 'other', text, name }
        : { kind: 'unusable', text };
  } catch (error) {
    if (error instanceof SpipError) {
      return { kind: 'unusable', text };
    }
    throw error;
  }
}

function nameOf(text: string): string {
  return readLenientRequirement(text).value.name;
}
