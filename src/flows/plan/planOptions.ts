import { SpipError } from '../../lib/spipError.ts';
import type { CustomTest, StepRequest } from '../../model/cellJob.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import type { DistFile } from '../../model/distFile.ts';
import { isTable } from '../../lib/tomlTable.ts';
import type { TomlTable } from '../../lib/tomlTable.ts';
import { userOverrides } from '../../owntests/overrides.ts';
import { normaliseName } from '../../pep/names.ts';
import type { OwnTestsRequest, TestOverrides } from '../../model/ownTests.ts';
import type { CoreMetadata } from '../../pep/metadata.ts';
import { parseRequirement } from '../../pep/requirement.ts';
import { parseSpecifiers } from '../../pep/specifiers.ts';
import type { FoundPythons } from '../../pythons/discoverPythons.ts';
import { selectPythons } from '../../pythons/selectPythons.ts';
import { skippedPythons } from '../../pythons/skippedPythons.ts';
import { fileRules } from '../../resolve/judgeFile.ts';
import type { Release } from '../sets/groupReleases.ts';
import type { ResolverFor } from '../sets/environmentResolver.ts';
import type { FixedSet } from '../sets/lockedSet.ts';
import type { MatrixResolversOptions } from './matrixResolvers.ts';
import { earlier } from '../../lib/parseMoment.ts';
import type { ConstrainedSource } from '../sets/openDirects.ts';
import type { Facilities } from '../run/openFacilities.ts';
import type { PlanRequest } from './planRequest.ts';
import type { SdistBuilder } from '../sets/sdistBuilder.ts';
import type { Inputs } from '../ask/readInputs.ts';
import { resolvePolicy } from '../sets/resolvePolicy.ts';
import { parseInput } from '../ask/readInputs.ts';
import type { ReleaseChoice } from './selectReleases.ts';
import { dayAfterUpload } from './uploadTimes.ts';
import { extrasAxis, strategyAxis } from './axes.ts';
import { readExclusions } from './excludedCells.ts';
import type { ExpandedWith } from './expandWith.ts';
import { projectReader } from './projectReader.ts';
import { metadataOfRelease } from './releaseMetadata.ts';
import { admitsSome } from './releasePythons.ts';
import { namesBeside, readBeside } from './readBeside.ts';

interface AskedPlan {
  readonly options: MatrixOptions;
  /** What runs in each cell besides the imports. */
  readonly test: CustomTest | undefined;
  readonly job: PlanRequest['job'];
  readonly inputs: Inputs;
  readonly facilities: Facilities;
  readonly builder: SdistBuilder;
  readonly resolvers: ResolverFor;
  readonly locked: MatrixResolversOptions['locked'];
  readonly fixed: FixedSet;
  readonly sources: readonly ConstrainedSource[];
  /** What stands in the place of releases of indexes in `--with`. */
  readonly expanded: ExpandedWith;
}

/** The options of `spip matrix` as the plan needs them. */
export function planOptions(request: AskedPlan): PlanRequest {
  const { options, inputs, facilities, locked, fixed } = request;
  const { asOf } = options;
  const date = asOf === 'release' ? undefined : asOf;
  const metadata = metadataReader(request);
  const project = projectReader(facilities, earlier(options.index.excludeNewer, date));
  return {
    requirements: inputs.requirements.map((line) => ({
      requirement: parseInput(line),
      hashes: line.hashes,
    })),
    steps: stepsOf(request.test, options, facilities.settings.ownTests),
    job: request.job,
    choice: releaseChoice(options, inputs),
    origins: undefined,
    ...pythonsOf(options, facilities.pythons),
    ...besideOf(options, request.expanded),
    extrasOf: async (release, name) =>
      options.eachExtra
        ? extrasAxis(['none', ...((await metadata(release, name))?.providesExtra ?? [])])
        : [],
    sourced: new Set(request.sources.map(({ requirement: { name } }) => name)),
    asOf: (release, name) => (asOf === 'release' ? dayAfterUpload(release, name) : date),
    project: async (name, hashes) => fixed.projects.get(name) ?? (await project(name, hashes)),
    lockExcludes: (interpreter) => {
      const set = locked?.(interpreter);
      return set?.kind === 'excluded' ? set.message : undefined;
    },
    requiresPython: async (release, name) => (await metadata(release, name))?.requiresPython,
  };
}

function metadataReader({
  options,
  facilities,
  builder,
  resolvers,
}: AskedPlan): (release: Release, name: string) => Promise<CoreMetadata | undefined> {
  const policy = resolvePolicy(options.index, { pre: options.pre, strategy: undefined });
  return (release, name) =>
    metadataOfRelease(release, {
      interpreters: facilities.pythons.interpreters,
      builder,
      resolverFor: (any) => resolvers(any, name),
      kinds: fileRules(name, policy).kinds,
    });
}

function pythonsOf(
  { pythons: requests }: Pick<MatrixOptions, 'pythons'>,
  found: FoundPythons,
): Pick<PlanRequest, 'warnings' | 'chosen' | 'missing' | 'installed'> {
  const isAuto = requests.every((each) => each === 'auto');
  return {
    warnings: skippedPythons(requests, found),
    chosen: isAuto ? undefined : selectPythons(requests, found),
    missing: [],
    installed: found.interpreters,
  };
}

/** What is beside the package under test, and the other axes. */
function besideOf(
  options: MatrixOptions,
  { releases }: ExpandedWith,
): Pick<
  PlanRequest,
  | 'axes'
  | 'tools'
  | 'besideNames'
  | 'exclusions'
  | 'wishes'
  | 'combinationExcludes'
  | 'requiredNames'
> {
  const asked = readBeside(options.with);
  const { pairwise, budget } = options;
  return {
    axes: [
      ...asked.axes,
      ...strategyAxis(options.strategies ?? []),
      ...extrasAxis(options.extras ?? []),
    ],
    tools: () => asked.tools,
    besideNames: namesBeside(asked),
    requiredNames: new Set(),
    exclusions: readExclusions(options.excludedCells),
    wishes: pairwise || budget !== undefined ? { pairwise, budget } : undefined,
    combinationExcludes: (combination, interpreter) => {
      const refusing = combination.find(({ axis, value }) => {
        const release = releases.get(axis)?.get(value);
        return release !== undefined && !admitsSome(release, interpreter);
      });
      return refusing && `\`${refusing.axis}\` ${refusing.value} does not admit this Python`;
    },
  };
}

/**
 * What is to run in each cell; without `steps` all that there is.
 *
 * @throws SpipError `usage`: nothing is there for the custom step.
 */
function stepsOf(
  test: CustomTest | undefined,
  {
    ownTests,
    testWith,
    steps,
    importOnly,
    testsFrom,
    index,
  }: Pick<MatrixOptions, 'ownTests' | 'testWith' | 'steps' | 'importOnly' | 'testsFrom' | 'index'>,
  packages: TomlTable,
): PlanRequest['steps'] {
  testWith.forEach(parseRequirement);
  const wanted = importOnly ? ['import'] : (steps ?? ['import', 'own', 'custom']);
  if (test === undefined && steps?.includes('custom') === true && !importOnly) {
    throw new SpipError('usage', 'Expected a script or `--command` for the step `custom`');
  }
  const overrides = overridesIn(packages);
  return ({ files }, name): readonly StepRequest[] => [
    { name: 'install' },
    ...(wanted.includes('import') ? [{ name: 'import' } as const] : []),
    ...(ownTests && wanted.includes('own')
      ? [
          {
            name: 'own',
            tests: {
              ...ownTestsOf(files, testWith, overrides(name)),
              git: testsFrom === 'git' && !index.offline,
            },
          } as const,
        ]
      : []),
    ...(test !== undefined && wanted.includes('custom') ? [{ name: 'custom', test } as const] : []),
  ];
}

/** What the user says of the tests of packages, all of it read before anything runs. */
function overridesIn(packages: TomlTable): (name: string) => TestOverrides {
  const read = new Map(
    Object.entries(packages).map(([name, table]): [string, TestOverrides] => [
      normaliseName(name),
      userOverrides(isTable(table) ? table : { [name]: table }, name),
    ]),
  );
  return (name) => read.get(name) ?? userOverrides(undefined, name);
}

function ownTestsOf(
  files: readonly DistFile[],
  beside: readonly string[],
  overrides: TestOverrides,
): OwnTestsRequest {
  const uploads = files
    .flatMap(({ uploadTime }) => uploadTime ?? [])
    .map((time) => Date.parse(time));
  const last = Math.max(...uploads);
  return {
    sdist: sdistOf(files),
    rung: 'declared',
    tried: [],
    released: Number.isFinite(last) ? new Date(last + dayMs).toISOString() : null,
    beside,
    overrides,
  };
}

const dayMs = 86_400_000;

/** A `.tar.gz` before other formats: it is what its makers tested. */
function sdistOf(files: readonly DistFile[]): DistFile | null {
  const sdists = files.filter(({ kind }) => kind === 'sdist');
  return sdists.find(({ filename }) => filename.endsWith('.tar.gz')) ?? sdists[0] ?? null;
}

function releaseChoice(options: MatrixOptions, { pre }: Inputs): ReleaseChoice {
  const { versions, exclude, latestPer, limit, all, yanked } = options;
  return {
    versions: versions === undefined ? undefined : parseSpecifiers(versions),
    exclude: exclude === undefined ? undefined : parseSpecifiers(exclude),
    latestPer,
    limit,
    all,
    pre: options.pre || pre,
    yanked,
  };
}
