import { join } from 'node:path';
import type { Interpreter } from '../../model/interpreter.ts';
import type { OwnTestsRequest, TestOverrides } from '../../model/ownTests.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import { configuredPlugins } from '../../owntests/configuredPlugins.ts';
import type { FoundTests } from '../../owntests/findTests.ts';
import type { ProjectConfig } from '../../owntests/projectConfig.ts';
import type { TestRequirements } from '../../owntests/testRequirements.ts';
import { toxRunner } from '../../owntests/toxDeps.ts';
import type { OwnTests } from '../../testrun/testPlan.ts';
import { coverOf } from './coverOf.ts';
import type { DiskTree } from './readSourceTree.ts';
import type { TaggedTree } from './repositories.ts';
import { guardedImportsOf, pytestTieOf } from './testImports.ts';

/** A source tree, with what it says about its tests. */
export interface ReadProject {
  readonly tree: DiskTree;
  readonly config: ProjectConfig;
  readonly overrides: TestOverrides;
  /** Of the repository that it is from, in the place of an sdist. */
  readonly tagged?: TaggedTree | undefined;
}

interface Suited {
  readonly project: ReadProject;
  readonly wheel: StoredWheel;
  readonly interpreter: Interpreter;
  readonly needs: TestRequirements;
  readonly rung: OwnTestsRequest['rung'];
}

/** The tests that were found, as a cell runs them. */
export function ownTestsOf(
  found: FoundTests,
  { project: { config, overrides, tree, tagged }, wheel, interpreter, needs, rung }: Suited,
): OwnTests {
  const { purelib, platlib } = interpreter.paths;
  const site = wheel.rootIsPurelib ? purelib : platlib;
  return {
    runner:
      found.script === undefined ? (overrides.runner ?? toxRunner(config) ?? 'pytest') : 'unittest',
    fallback: overrides.runner === null,
    script: found.script,
    rule:
      tagged === undefined ? found.rule : `${found.rule} of commit ${tagged.commit.slice(0, 12)}`,
    from: tagged === undefined ? found.from : 'git',
    paths: found.targets.map((path) => (path === '' ? '.' : path)),
    targets: found.targets.map((path) => (found.from === 'wheel' ? `${site}/${path}` : path)),
    ...filesOf(found, wheel, tree),
    notPlaced: notPlaced(tree.files, found.placed),
    args: overrides.args ?? [],
    env: overrides.env ?? {},
    config: config.pytest?.file,
    pytestTie: pytestTieOf(found, wheel, { tree, config }),
    configured: configuredPlugins(config).map((plugin) => plugin.replace(/^pytest-/, '')),
    guarded: guardedImportsOf(found, wheel, { tree, config }),
    environment: rung,
    requirements: {
      source: needs.source,
      asked: [...needs.extras.map((extra) => `[${extra}]`), ...needs.requirements],
      left_out: needs.leftOut,
    },
  };
}

/** Copies of what is installed come first: the tests lie over them. */
function filesOf(
  { placed, overlaid }: FoundTests,
  wheel: StoredWheel,
  { root, files, links }: DiskTree,
): Pick<OwnTests, 'files' | 'readOnly' | 'copies'> {
  const there = new Set(placed);
  // A link to what is not placed would bring it in by another door.
  const wanted = placed.filter((path) => {
    const target = links.get(path);
    return (
      target === undefined ||
      there.has(target) ||
      placed.some((other) => other.startsWith(`${target}/`))
    );
  });
  return {
    files: [
      ...overlaid.map(({ name, path }) => ({ path: join(wheel.root, name), name: path })),
      ...coverOf(wanted, files).map((path) => ({ path: join(root, path), name: path })),
      ...linksIntoCopies({ placed, overlaid }, links, wheel),
    ],
    readOnly: [...(wanted.length > 0 ? [root] : []), ...(overlaid.length > 0 ? [wheel.root] : [])],
    copies: overlaid.map(({ path }) => path),
  };
}

/** Links of the sdist to its sources, where a copy of what is installed lies: what is installed stands in their place. */
function linksIntoCopies(
  { placed, overlaid }: Pick<FoundTests, 'placed' | 'overlaid'>,
  links: DiskTree['links'],
  wheel: StoredWheel,
): OwnTests['files'] {
  const installed = new Set(wheel.files.map(({ path }) => path));
  return placed.flatMap((name) => {
    const target = links.get(name) ?? '';
    const source = overlaid.find(({ path }) => target.startsWith(`${path}/`));
    const path = source === undefined ? '' : source.name + target.slice(source.path.length);
    return installed.has(path) ? [{ path: join(wheel.root, path), name }] : [];
  });
}

function notPlaced(files: readonly string[], placed: readonly string[]): readonly string[] {
  const there = new Set(placed);
  return files.filter((path) => !there.has(path));
}
