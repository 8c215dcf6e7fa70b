import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { matrixResolvers } from '../../../../src/flows/plan/matrixResolvers.ts';
import type { MatrixResolversOptions } from '../../../../src/flows/plan/matrixResolvers.ts';
import type { ResolverFor } from '../../../../src/flows/sets/environmentResolver.ts';
import type { FixedSet, LockedSet } from '../../../../src/flows/sets/lockedSet.ts';
import type { ConstrainedSource } from '../../../../src/flows/sets/openDirects.ts';
import type { SdistBuilder } from '../../../../src/flows/sets/sdistBuilder.ts';
import type { ProjectFiles } from '../../../../src/model/distFile.ts';
import { parseDirectReference } from '../../../../src/pep/directReference.ts';
import { parseRequirement } from '../../../../src/pep/requirement.ts';
import { wheelFile } from '../../../support/distributions.ts';
import { port } from '../../../support/port.ts';
import { noInputs } from '../ask/noInputs.ts';
import { matrixOptions } from '../options.ts';
import { listed, smallFacilities } from '../smallFacilities.ts';
import { python310, python312 } from './planWorld.ts';

const release = (name: string, version: string, requires: readonly string[] = []) =>
  wheelFile({ name, version, requires });
const files = [
  release('app', '1.0', ['lib']),
  release('lib', '1.0'),
  release('lib', '2.0'),
  release('lib', '3.0rc1'),
  release('tool', '1.0'),
  release('tool', '2.0'),
];
/** A project of one release only. */
function only(name: string, version: string): ProjectFiles {
  const file = files.find(({ filename }) => filename.startsWith(`${name}-${version}-`));
  assert.ok(file);
  return { name, files: [listed(file)] };
}

async function open(
  t: TestContext,
  given: Partial<MatrixResolversOptions> = {},
): Promise<ResolverFor> {
  const { facilities } = await smallFacilities(t, files);
  return matrixResolvers({
    facilities,
    builder: port<SdistBuilder>({}),
    options: matrixOptions,
    inputs: noInputs,
    locked: undefined,
    fixed: { projects: new Map(), roots: [] },
    sources: [],
    bring: () => assert.fail(),
    ...given,
  });
}

/** The set around a release under test, without it. */
async function around(resolvers: ResolverFor, underTest: string, more = ''): Promise<string> {
  const roots = [underTest, ...more.split(' ').filter((text) => text !== '')].map(parseRequirement);
  const { lock } = await resolvers(python312, underTest).resolve(roots, { underTest });
  return lock.packages
    .filter(({ name }) => name !== underTest)
    .map(({ name, version }) => `${name} ${version}`)
    .join(', ');
}

const locked = (set: Partial<FixedSet>, directs: ReadonlyMap<string, string> = new Map()) => {
  const answer: LockedSet = {
    kind: 'set',
    set: { projects: new Map(), roots: [], ...set },
    directs: new Map(
      [...directs].map(([name, text]) => {
        const reference = parseDirectReference(text);
        assert.ok(reference);
        return [name, reference];
      }),
    ),
  };
  return () => answer;
};

suite('resolvers', () => {
  test('are one for each Python where nothing depends on what is under test', async (t) => {
    const resolvers = await open(t);
    assert.equal(resolvers(python312, 'app'), resolvers(python312, 'lib'));
    assert.notEqual(resolvers(python310, 'app'), resolvers(python312, 'app'));
  });

  test('take pre-releases if an option or a file says so, and the strategy asked for', async (t) => {
    assert.equal(await around(await open(t), 'app'), 'lib 2.0');
    const options = { ...matrixOptions, pre: true };
    assert.equal(await around(await open(t, { options }), 'app'), 'lib 3.0rc1');
    const inputs = { ...noInputs, pre: true };
    assert.equal(await around(await open(t, { inputs }), 'app'), 'lib 3.0rc1');
    const lowest = { ...matrixOptions.resolution, strategy: 'lowest' as const };
    const low = await open(t, { options: { ...matrixOptions, resolution: lowest } });
    assert.equal(await around(low, 'app'), 'lib 1.0');
  });

  test('have what direct references lead to', async (t) => {
    const fixed = { projects: new Map([['lib', only('lib', '1.0')]]), roots: [] };
    assert.equal(await around(await open(t, { fixed }), 'app'), 'lib 1.0');
  });
});

suite('a lock', () => {
  const set = {
    projects: new Map([
      ['lib', only('lib', '1.0')],
      ['tool', only('tool', '1.0')],
    ]),
    roots: ['lib==1.0', 'tool==1.0'].map(parseRequirement),
  };

  test('surrounds the release under test, but does not hold it', async (t) => {
    const resolvers = await open(t, { locked: locked(set) });
    assert.equal(await around(resolvers, 'app'), 'lib 1.0, tool 1.0');
    assert.equal(await around(resolvers, 'lib'), 'tool 1.0');
    const { lock } = await resolvers(python312, 'lib').resolve([parseRequirement('lib')]);
    assert.equal(lock.packages.find(({ name }) => name === 'lib')?.version, '2.0');
    assert.equal(resolvers(python312, 'lib'), resolvers(python312, 'lib'));
  });

  test('does not hold what is asked for beside it either', async (t) => {
    const options = { ...matrixOptions, with: ['tool==1.0|==2.0'] };
    const resolvers = await open(t, { locked: locked(set), options });
    assert.equal(await around(resolvers, 'app', 'tool==2.0'), 'lib 1.0, tool 2.0');
  });

  test('that excludes the Python surrounds nothing', async (t) => {
    const resolvers = await open(t, { locked: () => ({ kind: 'excluded', message: 'no' }) });
    assert.equal(await around(resolvers, 'app'), 'lib 2.0');
  });

  test('brings its repositories, folders and archives, but for what is under test or beside it', async (t) => {
    const asked: string[] = [];
    const places = ['app', 'lib', 'tool'].map(
      (name) => [name, `${name} @ https://x.example/${name}.zip`] as const,
    );
    const resolvers = await open(t, {
      locked: locked({ roots: [parseRequirement('lib')] }, new Map(places)),
      options: { ...matrixOptions, with: ['tool'] },
      bring: async ({ text }) => {
        asked.push(text);
        return await Promise.resolve(only('lib', '1.0'));
      },
    });
    assert.equal(await around(resolvers, 'app', 'tool'), 'lib 1.0, tool 2.0');
    assert.deepEqual(asked, ['lib @ https://x.example/lib.zip']);
  });
});

suite('a constraint that names a source', () => {
  const source = (name: string, version: string): ConstrainedSource => ({
    requirement: parseRequirement(`${name} @ https://x.example/${name}.zip`),
    hashes: [],
    bring: async () => await Promise.resolve(only(name, version)),
  });

  test('holds for everything but the release under test', async (t) => {
    const resolvers = await open(t, { sources: [source('lib', '1.0')] });
    assert.equal(await around(resolvers, 'app'), 'lib 1.0');
    const { lock } = await resolvers(python312, 'lib').resolve([parseRequirement('lib')]);
    assert.equal(lock.packages[0]?.version, '2.0');
    assert.equal(resolvers(python312, 'app'), resolvers(python312, 'tool'));
    assert.notEqual(resolvers(python312, 'app'), resolvers(python312, 'lib'));
  });

  test('counts more than a lock', async (t) => {
    const set = locked(
      { roots: [parseRequirement('lib')] },
      new Map([['lib', 'lib @ https://y.example/lib.zip']]),
    );
    const resolvers = await open(t, { sources: [source('lib', '1.0')], locked: set });
    assert.equal(await around(resolvers, 'app'), 'lib 1.0');
  });
});
