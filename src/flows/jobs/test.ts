import { keysOf } from '../../lib/keysOf.ts';
import { pick } from '../../lib/pick.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { DistFile } from '../../model/distFile.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import { conditionOptions } from '../../options/conditionOptions.ts';
import { matrixOptions } from '../../options/matrixOptions.ts';
import { settle } from '../../options/settle.ts';
import { checkoutOptions, sharedTestKeys } from '../../options/testOptions.ts';
import type { TestOptions, TestRequest } from '../../options/testOptions.ts';
import { parseInput } from '../ask/readInputs.ts';
import type { PreparedInputs } from '../ask/prepareInputs.ts';
import type { CoreMetadata } from '../../pep/metadata.ts';
import { readLenientRequirement } from '../../pep/lenientRequirement.ts';
import { formatMarker } from '../../pep/marker.ts';
import { normaliseName } from '../../pep/names.ts';
import type { Requirement } from '../../pep/requirement.ts';
import { checkoutProject } from '../checkout/checkoutProject.ts';
import type { CheckoutProject } from '../checkout/checkoutProject.ts';
import { checkoutTools, requirementsOfExtras } from '../checkout/checkoutTools.ts';
import { choosePythons } from '../checkout/choosePythons.ts';
import type { ChosenPythons } from '../checkout/choosePythons.ts';
import { PureWheelOnce } from '../checkout/pureWheelOnce.ts';
import { wantedPythons } from '../checkout/wantedPythons.ts';
import type { WantedPythons } from '../checkout/wantedPythons.ts';
import { boundsAxis, extrasAxis } from '../plan/axes.ts';
import { expandWith } from '../plan/expandWith.ts';
import { matrixResolvers } from '../plan/matrixResolvers.ts';
import { planMatrix } from '../plan/planMatrix.ts';
import { planOptions } from '../plan/planOptions.ts';
import { projectReader } from '../plan/projectReader.ts';
import { appliesTo } from '../sets/appliesTo.ts';
import type { WheelBuilder } from '../sets/wheelBuilder.ts';
import { planAndTest } from './planAndTest.ts';
import type { MatrixEnd, PlannedRun, RunnablePlan } from './planAndTest.ts';
import type { Run } from './withRun.ts';

/** What `spip test` is typed with. */
export type GivenTest = Omit<TestRequest, 'requirements' | 'script' | 'scriptArgs' | 'directory'>;

interface Checkout extends TestOptions {
  readonly project: CheckoutProject;
  readonly wanted: WantedPythons;
}

/** `spip test`: the working tree on all its Pythons. */
export function runTest(given: GivenTest, context: Context): Promise<MatrixEnd> {
  const project = checkoutProject(context.cwd);
  const { directory } = project;
  const asked = {
    ...given,
    requirements: [directory],
    script: undefined,
    scriptArgs: [],
    directory,
  };
  return planAndTest(asked, context, {
    settle: (request, prepared) => settleTest(request, prepared, project),
    plan: planOfTest,
  });
}

/** Of what `[tool.spip]` says for all that is run in this folder: what is not about one package. */
const generalKeys = [
  ...keysOf(conditionOptions),
  'pythonDownloads',
  'jobs',
  'retries',
  'failFast',
  'pre',
] as const;

/** `[tool.spip.test]` comes before it. */
function settleTest(
  asked: TestRequest,
  { settings, index, resolution }: PreparedInputs,
  project: CheckoutProject,
): Checkout {
  const { test } = settings;
  const general = pick(settings.options, generalKeys);
  const pythons =
    asked.pythons === undefined ? test.pythons : { value: asked.pythons, source: '`--python`' };
  const wanted = wantedPythons(pythons, project);
  return {
    ...settle(matrixOptions, pick(asked, sharedTestKeys), test, general),
    ...settle(checkoutOptions, asked, test),
    pythons: wanted.requests ?? [],
    testArguments: [
      ...(asked.testArguments ?? test.testArguments?.value ?? []),
      ...(asked.onlyFiles ?? []),
    ],
    global: asked.global,
    requirements: asked.requirements,
    script: undefined,
    scriptArgs: [],
    directory: project.directory,
    index,
    resolution,
    project,
    wanted,
  };
}

async function planOfTest(run: PlannedRun<Checkout>): Promise<RunnablePlan> {
  const { options, facilities } = run;
  const tree = openTree(run);
  const { name, file, builder, metadata, pythons } = tree;
  const required = await requirementsOf(run, metadata);
  const expanded = await expandWith(options.with, {
    project: projectReader(facilities, options.index.excludeNewer),
    pre: options.pre,
    within: (other) => required.find((requirement) => requirement.name === other),
  });
  const own = { ...options, with: expanded.texts, pythons: [] };
  const asked = { ...run, options: own, expanded, test: undefined, locked: undefined };
  const resolvers = matrixResolvers({ ...asked, builder });
  const tools = await toolsOf(run, { name, metadata });
  const { command = null, testArguments: args, wanted } = options;
  const tests = { sdist: file, command, args, source: tools.source };
  const request = planOptions({ ...asked, resolvers });
  const plan = await planMatrix({
    ...request,
    ...pythons,
    axes: [...request.axes, ...boundsAxis(options.bounds ?? [])],
    requiredNames: new Set(required.map((requirement) => requirement.name)),
    extrasOf: async () =>
      options.eachExtra ? extrasAxis(['none', ...((await metadata())?.providesExtra ?? [])]) : [],
    origins: originsOf(options, tools),
    requiresPython: (release, of) =>
      wanted.required === undefined
        ? request.requiresPython(release, of)
        : Promise.resolve(wanted.required),
    tools: (python) => [...tools.of(python), ...request.tools(python)],
    besideNames: [...new Set([...tools.names, ...request.besideNames])],
    steps: () => [{ name: 'install' }, { name: 'checkout', tests }],
  });
  return { plan, resolvers, builder };
}

/** The tree with who builds it, on which Pythons, and what it says of itself. */
interface OpenedTree {
  readonly name: string;
  readonly file: DistFile;
  readonly pythons: ChosenPythons;
  readonly builder: WheelBuilder;
  readonly metadata: ReadMetadata;
}

function openTree(run: Run<Checkout>): OpenedTree {
  const { options, facilities } = run;
  const { name, file } = treeOf(run);
  const pythons = choosePythons(options.wanted, facilities.pythons);
  const { chosen } = pythons;
  const first = chosen.findLast((each) => each.implementation === 'cpython') ?? chosen.at(-1);
  const builder =
    first === undefined ? run.builder : new PureWheelOnce(run.builder, { url: file.url, first });
  const plain = { ...options, with: [] };
  const resolvers = matrixResolvers({ ...run, options: plain, builder, locked: undefined });
  const metadata = metadataReader(async () => {
    const python = first ?? facilities.pythons.interpreters.at(-1);
    return python && (await resolvers(python, name).source.metadata(file));
  });
  return { name, file, pythons, builder, metadata };
}

/** What the tree was packed as. */
function treeOf({ inputs, fixed }: Run<Checkout>): {
  readonly name: string;
  readonly file: DistFile;
} {
  const [line] = inputs.requirements;
  const name = line === undefined ? '' : parseInput(line).name;
  const [file] = fixed.projects.get(name)?.files ?? [];
  if (file === undefined) {
    throw new Error('Expected the tree to be the one requirement');
  }
  return { name, file };
}

type ReadMetadata = () => Promise<CoreMetadata | undefined>;

/** Reads once. What cannot be built says so in its cells. */
function metadataReader(read: ReadMetadata): ReadMetadata {
  let metadata: Promise<CoreMetadata | undefined> | undefined;
  return () =>
    (metadata ??= read().catch((error: unknown) => {
      if (error instanceof SpipError && error.code !== 'interrupted') {
        return undefined;
      }
      throw error;
    }));
}

/** What the project itself requires, where that makes a difference. */
async function requirementsOf(
  { options }: Run<Checkout>,
  metadata: ReadMetadata,
): Promise<readonly Requirement[]> {
  const { bounds, strategies, resolution } = options;
  const isPlain =
    bounds === undefined &&
    strategies === undefined &&
    (resolution.strategy ?? 'highest') === 'highest' &&
    !options.with.some((text) => text.includes('@'));
  const known = isPlain ? undefined : await metadata();
  return (known?.requiresDist ?? [])
    .map((text) => readLenientRequirement(text).value)
    .filter(({ marker }) => marker === undefined || !formatMarker(marker).includes('extra'));
}

interface ToolsOfTest {
  readonly source: string;
  readonly names: readonly string[];
  readonly of: (python: Interpreter) => readonly Requirement[];
}

async function toolsOf(
  { options }: Run<Checkout>,
  { name, metadata }: { readonly name: string; readonly metadata: ReadMetadata },
): Promise<ToolsOfTest> {
  const asked = { groups: options.testGroups, extras: options.testExtras };
  const provided = async (): Promise<readonly string[]> => (await metadata())?.providesExtra ?? [];
  const tools = await checkoutTools(asked, options.project, { name, provided });
  const known = tools.extras.length > 0 ? await metadata() : undefined;
  expectExtras(tools.extras, known);
  return {
    source: tools.source,
    names: tools.requirements.map((requirement) => requirement.name),
    of: (python) => [
      ...tools.requirements.filter((requirement) => appliesTo(requirement, python)),
      ...(known === undefined ? [] : requirementsOfExtras(known, tools.extras, python.markers)),
    ],
  };
}

function expectExtras(extras: readonly string[], metadata: CoreMetadata | undefined): void {
  const provided = metadata?.providesExtra.map(normaliseName);
  const strange = extras.find((extra) => provided?.includes(extra) === false);
  if (strange !== undefined) {
    const known = provided?.map((extra) => `\`${extra}\``).join(', ') ?? '';
    throw new SpipError('usage', `Expected an extra of the project, found \`${strange}\``, {
      hint: known === '' ? 'the project has none' : `it has ${known}`,
    });
  }
}

function originsOf(
  { project, wanted, with: beside }: Checkout,
  tools: ToolsOfTest,
): readonly string[] {
  const requirements = [tools.source, ...(beside.length > 0 ? ['--with'] : [])];
  const from = requirements.filter((text) => text !== '').join(', ');
  return [
    `checkout in ${project.directory}`,
    `Pythons: ${wanted.source}`,
    `requirements of the tests: ${from === '' ? 'none is named' : from}`,
  ];
}
