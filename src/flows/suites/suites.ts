import { extractSdist } from '../../archive/extractSdist.ts';
import { unfinishedPath } from '../../cache/runFolders.ts';
import { OnceMap } from '../../lib/onceMap.ts';
import type { Distribution } from '../../envs/lockText.ts';
import type { DistFile } from '../../model/distFile.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { OwnTestsRequest } from '../../model/ownTests.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import { byNamedScript, findTests } from '../../owntests/findTests.ts';
import type { FoundTests } from '../../owntests/findTests.ts';
import { laidInTree } from '../../owntests/laidInTree.ts';
import { firstOverrides, projectOverrides } from '../../owntests/overrides.ts';
import { readProjectConfig } from '../../owntests/projectConfig.ts';
import { testRequirements } from '../../owntests/testRequirements.ts';
import type { TestRequirements } from '../../owntests/testRequirements.ts';
import { parseMetadata } from '../../pep/metadata.ts';
import { normaliseName } from '../../pep/names.ts';
import { pathInSitePackages } from '../../pep/wheelModule.ts';
import type { OwnTests } from '../../testrun/testPlan.ts';
import type { BringsModule } from '../sets/unusedExtras.ts';
import type { Facilities } from '../run/openFacilities.ts';
import { onlyFor } from './ladder.ts';
import { importsOf, isStandard, topsOf } from './testImports.ts';
import { ownTestsOf } from './ownTestsOf.ts';
import type { ReadProject } from './ownTestsOf.ts';
import type { Repositories } from './repositories.ts';
import { readSourceTree } from './readSourceTree.ts';
import type { DiskTree } from './readSourceTree.ts';

const noTree: DiskTree = { root: '', files: [], links: new Map(), read: () => undefined };
const nothing: ReadProject = projectOf(noTree);

/** The own tests of releases: each sdist is fetched and unpacked once a run. */
export class Suites {
  readonly #facilities: Pick<Facilities, 'store' | 'fetch' | 'temporary'>;
  readonly #repositories: Pick<Repositories, 'find'>;
  readonly #projects = new OnceMap<string, ReadProject>();

  constructor(
    facilities: Pick<Facilities, 'store' | 'fetch' | 'temporary'>,
    repositories: Pick<Repositories, 'find'>,
  ) {
    this.#facilities = facilities;
    this.#repositories = repositories;
  }

  /**
   * What the tests of a release need. `provided` tells the extras of a release that has no sdist.
   *
   * @throws errors of the store; SpipError `bad-archive`
   */
  async needs(
    request: OwnTestsRequest,
    name: string,
    provided: () => Promise<readonly string[]>,
  ): Promise<TestRequirements> {
    const { sdist, beside } = request;
    const project = await this.#askedOf(request);
    const needs = testRequirements({
      name,
      provided: sdist === null ? await provided() : extrasOf(project),
      ...project,
    });
    return { ...needs, requirements: [...onlyFor(needs.requirements, request), ...beside] };
  }

  /** The tests of a release as a cell runs them; `none` where it has none. Throws as `needs`. */
  async find(
    request: OwnTestsRequest,
    {
      wheel,
      interpreter,
      needs,
    }: {
      readonly wheel: StoredWheel;
      readonly interpreter: Interpreter;
      readonly needs: TestRequirements;
    },
  ): Promise<OwnTests | 'none'> {
    const { project, found } = await this.#found(request, wheel);
    if (found === undefined) {
      return 'none';
    }
    const how = {
      project,
      wheel,
      interpreter,
      needs: needsOf(project, wheel) ?? needs,
      rung: request.rung,
    };
    const laid = laidInTree(found);
    const scripted = byNamedScript(found, project.config);
    return {
      ...ownTestsOf(found, how),
      inTree: laid && ownTestsOf(laid, how),
      byScript: scripted && ownTestsOf(scripted, how),
    };
  }

  /**
   * Packages that the tests of a release import in vain in such an environment: those of which the index knows that they
   * bring a module of that very name.
   */
  async lacking(
    request: OwnTestsRequest,
    {
      wheel,
      interpreter,
      distributions,
      bringsModule,
    }: {
      readonly wheel: StoredWheel;
      readonly interpreter: Interpreter;
      readonly distributions: readonly Distribution[];
      readonly bringsModule: BringsModule;
    },
  ): Promise<readonly string[]> {
    const { project, found } = await this.#found(request, wheel);
    const wanted = found === undefined ? [] : importsOf(found, wheel, project);
    const there = new Set(distributions.flatMap((each) => topsOf(each.wheel)));
    // What a repository asks for is known only now.
    const { requirements = [], extras = [] } = needsOf(project, wheel) ?? {};
    const lacking = [
      ...onlyFor(requirements, request),
      ...extras.map((extra) => `${normaliseName(wheel.name)}[${extra}]`),
    ];
    for (const name of wanted.slice(0, mostLooks)) {
      const isThere = there.has(name) || isStandard(name, interpreter);
      if (!isThere && (await bringsModule(normaliseName(name), name))) {
        lacking.push(normaliseName(name));
      }
    }
    return lacking;
  }

  /** Where wheel and sdist have none, and the user wants it, the tests of the repository. */
  async #found(
    request: OwnTestsRequest,
    wheel: StoredWheel,
  ): Promise<{ readonly project: ReadProject; readonly found: FoundTests | undefined }> {
    const project = await this.#askedOf(request);
    const found = foundIn(project, wheel);
    const tagged =
      found === undefined && request.git === true
        ? await this.#repositories.find(wheel)
        : undefined;
    if (tagged === undefined) {
      return { project, found };
    }
    const read = projectOf(tagged.tree);
    const overrides = firstOverrides(request.overrides, read.overrides);
    const cloned = { ...read, overrides, tagged };
    return { project: cloned, found: foundIn(cloned, wheel) };
  }

  /** The user is believed before the sdist. */
  async #askedOf({ sdist, overrides }: OwnTestsRequest): Promise<ReadProject> {
    const project = await this.#projectOf(sdist);
    return { ...project, overrides: firstOverrides(overrides, project.overrides) };
  }

  async #projectOf(sdist: DistFile | null): Promise<ReadProject> {
    if (sdist === null) {
      return nothing;
    }
    const { store, fetch, temporary } = this.#facilities;
    return this.#projects.get(sdist.url, async () => {
      const { path } = await store.sdist(sdist, fetch);
      const destination = unfinishedPath(temporary);
      const { root } = await extractSdist({ path, filename: sdist.filename, destination });
      return projectOf(readSourceTree(root));
    });
  }
}

/** How many names are looked up for one release. */
const mostLooks = 40;

function foundIn(
  { tree, config, overrides }: ReadProject,
  wheel: StoredWheel,
): FoundTests | undefined {
  const installed = wheel.files.flatMap(({ path }) => pathInSitePackages(path) ?? []);
  return findTests({ installed, tree: tree === noTree ? undefined : tree, config, overrides });
}

function projectOf(tree: DiskTree): ReadProject {
  const config = readProjectConfig(tree);
  return { tree, config, overrides: projectOverrides(config) };
}

/** `undefined`: it is no repository, and asked before. */
function needsOf(project: ReadProject, { name }: StoredWheel): TestRequirements | undefined {
  const { tagged } = project;
  return tagged && testRequirements({ ...project, name: normaliseName(name), ...tagged });
}

function extrasOf({ tree }: ReadProject): readonly string[] {
  const text = tree.read('PKG-INFO');
  return text === undefined
    ? []
    : parseMetadata(Buffer.from(text)).providesExtra.map(normaliseName);
}
