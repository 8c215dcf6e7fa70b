import { SpipError } from '../../lib/spipError.ts';
import type { CustomTest, StepRequest } from '../../model/cellJob.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import type { DistFile } from '../../model/distFile.ts';
import { isTable } from '../../lib/tomlTable.ts';
import type { TomlTable } from '../../lib/tomlTable.ts';
import { userOverrides } from '../../owntests/overrides.ts';
import { normaliseName } from '../../pep/names.ts';
import type { OwnTestsRequest, TestOverrides } from '../../model/ownTests.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import { parseRequirement } from '../../pep/requirement.ts';
import { parseSpecifiers } from '../../pep/specifiers.ts';
import type { FoundPythons } from '../../pythons/discoverPythons.ts';
import { selectPythons } from '../../pythons/selectPythons.ts';
import { skippedPythons } from '../../pythons/skippedPythons.ts';
import { fileRules } from '../../resolve/judgeFile.ts';
import type { FileRules } from '../../resolve/judgeFile.ts';
import { hashedFiles } from '../sets/hashedFiles.ts';
import type { Release } from '../sets/groupReleases.ts';
import type { EnvironmentResolver, ResolverFor } from '../sets/environmentResolver.ts';
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
import { UploadTimeWarnings, dayAfterUpload, olderFiles } from './uploadTimes.ts';
import { namesBeside, readBeside } from './readBeside.ts';

/** The options of `spip matrix` as the plan needs them. */
export function planOptions(request: {
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
}): PlanRequest {
  const { options, inputs, facilities, builder, resolvers, locked, fixed } = request;
  const { pythons } = facilities;
  const { asOf } = options;
  const date = asOf === 'release' ? undefined : asOf;
  const { interpreters } = pythons;
  const policy = resolvePolicy(options.index, { pre: options.pre, strategy: undefined });
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
    ...pythonsOf(options, pythons),
    ...besideOf(options),
    sourced: new Set(request.sources.map(({ requirement: { name } }) => name)),
    asOf: (release, name) => (asOf === 'release' ? dayAfterUpload(release, name) : date),
    project: async (name, hashes) => fixed.projects.get(name) ?? (await project(name, hashes)),
    lockExcludes: (interpreter) => {
      const set = locked?.(interpreter);
      return set?.kind === 'excluded' ? set.message : undefined;
    },
    requiresPython: (release, name) =>
      requiresPythonOf(release, {
        interpreters,
        builder,
        resolverFor: (any) => resolvers(any, name),
        kinds: fileRules(name, policy).kinds,
      }),
  };
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

function besideOf(
  options: Pick<MatrixOptions, 'with'>,
): Pick<PlanRequest, 'beside' | 'tools' | 'besideNames'> {
  const asked = readBeside(options.with);
  return { beside: asked.beside, tools: () => asked.tools, besideNames: namesBeside(asked) };
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
  }: Pick<MatrixOptions, 'ownTests' | 'testWith' | 'steps' | 'importOnly'>,
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
      ? [{ name: 'own', tests: ownTestsOf(files, testWith, overrides(name)) } as const]
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

/** What there is to choose releases from. */
function projectReader(facilities: Facilities, limit: Date | undefined): PlanRequest['project'] {
  const warnings = new UploadTimeWarnings(facilities.emit);
  return async (name, hashes) => {
    const project = await facilities.index.project(name);
    if (project === undefined) {
      return undefined;
    }
    if (limit !== undefined) {
      warnings.look(project);
    }
    const older = limit === undefined ? project : olderFiles(project, limit);
    return hashes.length === 0 ? older : hashedFiles(older, new Set(hashes), facilities);
  };
}

interface MetadataReaders {
  readonly interpreters: readonly Interpreter[];
  readonly builder: Pick<SdistBuilder, 'facts'>;
  readonly resolverFor: (interpreter: Interpreter) => EnvironmentResolver;
  /** What may be used of the project: nothing else is fetched. */
  readonly kinds: FileRules['kinds'];
}

/** From the release's own metadata, as far as it is known without a build. */
async function requiresPythonOf(
  { files }: Release,
  { interpreters, builder, resolverFor, kinds }: MetadataReaders,
): Promise<string | undefined> {
  const usable = files.filter(({ kind }) => kinds === 'both' || kinds === kind);
  const file = usable.find(({ kind }) => kind === 'wheel') ?? usable[0];
  const any = interpreters.at(-1);
  if (file === undefined || any === undefined) {
    return undefined;
  }
  try {
    const metadata =
      file.kind === 'wheel'
        ? await resolverFor(any).source.metadata(file)
        : (await builder.facts(file)).metadata;
    return metadata?.requiresPython;
  } catch (error) {
    if (error instanceof SpipError && error.code !== 'interrupted') {
      // One bad file ends no run: its own cells meet it again, and say so.
      return undefined;
    }
    throw error;
  }
}
