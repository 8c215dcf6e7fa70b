import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { EnvironmentResolver } from '../../../../src/flows/sets/environmentResolver.ts';
import type {
  EnvironmentResolverOptions,
  QuestionOptions,
} from '../../../../src/flows/sets/environmentResolver.ts';
import { resolvePolicy } from '../../../../src/flows/sets/resolvePolicy.ts';
import type { WheelBuilder } from '../../../../src/flows/sets/wheelBuilder.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import { parseMetadata } from '../../../../src/pep/metadata.ts';
import { parseRequirement } from '../../../../src/pep/requirement.ts';
import { sdistFile, wheelFile } from '../../../support/distributions.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { sha256 } from '../../../support/indexPages.ts';
import type { ServedFile } from '../../../support/indexPages.ts';
import { port } from '../../../support/port.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';
import { noInputs } from '../ask/noInputs.ts';
import { indexOptions } from '../options.ts';
import { listed, smallFacilities } from '../smallFacilities.ts';

const release = (name: string, version: string, requires: readonly string[] = []): ServedFile =>
  wheelFile(
    { name, version, requires },
    { uploadTime: `202${version.slice(0, 1)}-06-01T12:00:00Z` },
  );

const files = [
  release('app', '1.0', ['lib<2']),
  release('app', '2.0', ['lib']),
  release('lib', '1.0'),
  release('lib', '2.0'),
  release('lib', '3.0'),
];
const fileOf = (name: string, version: string): ServedFile => {
  const found = files.find(({ filename }) => filename.startsWith(`${name}-${version}-`));
  assert.ok(found);
  return found;
};

const held = (text: string, hashes: readonly string[] = []) => ({
  requirement: parseRequirement(text),
  hashes,
});

interface Asking {
  /** The set of these requirements, as `name version` texts. */
  readonly ask: (text: string, options?: QuestionOptions) => Promise<readonly string[]>;
  readonly solved: () => readonly string[];
}

async function asking(
  t: TestContext,
  given: Partial<EnvironmentResolverOptions> = {},
): Promise<Asking> {
  const { facilities, said } = await smallFacilities(t, files);
  const resolver = new EnvironmentResolver({
    facilities,
    builder: port<WheelBuilder>({}),
    interpreter: madeUpInterpreter({ version: '3.11.7' }),
    policy: resolvePolicy(indexOptions, { pre: false, strategy: undefined }),
    ...given,
  });
  return {
    ask: async (text, options) => {
      const roots = text.split(' & ').map(parseRequirement);
      const { lock } = await resolver.resolve(roots, options);
      return lock.packages.map(({ name, version }) => `${name} ${version}`);
    },
    solved: () => said('debug').filter((line) => line.startsWith('resolved ')),
  };
}

suite('a question', () => {
  test('is solved once, however often and at one time it is asked', async (t) => {
    const { ask, solved } = await asking(t);
    const [first, second] = await Promise.all([ask('app & lib'), ask('app & lib')]);
    assert.deepEqual(first, ['app 2.0', 'lib 3.0']);
    assert.deepEqual(second, first);
    assert.deepEqual(solved(), ['resolved app, lib for Python 3.11: 1 attempts, 2 decisions']);
  });

  test('is another one about another release, or at another time', async (t) => {
    const { ask, solved } = await asking(t);
    await ask('lib');
    await ask('lib', { underTest: 'lib' });
    await ask('lib', { asOf: new Date('2022-01-01') });
    await ask('lib', { asOf: new Date('2023-01-01') });
    await ask('lib', { asOf: new Date('2023-01-01') });
    assert.equal(solved().length, 4);
  });

  test('without an answer is told with the way out, and asked anew', async (t) => {
    const { ask } = await asking(t);
    const failed = await failureOf(() => ask('app==1.0 & lib>=2'));
    assert.equal(failed.code, 'unresolvable');
    assert.equal(
      failed.message,
      'Failed to resolve `app==1.0` and `lib>=2` for Python 3.11:\n' +
        '  you ask for `app==1.0` and `lib>=2`\n' +
        '  `app` 1.0 depends on `lib<2`\n' +
        'So no release of `lib` fits all of this',
    );
    assert.deepEqual(await failureOf(() => ask('app==1.0 & lib>=2')), failed);
  });

  test('about a release without a file for this Python says that', async (t) => {
    const { facilities } = await smallFacilities(t, [
      wheelFile({ name: 'app', version: '1.0', tag: 'cp27-cp27m-win32' }),
    ]);
    const { ask } = await asking(t, { facilities });
    assert.equal((await failureOf(() => ask('app==1.0'))).code, 'no-compatible-file');
  });
});

suite('what is chosen', () => {
  test('may be limited by a moment: the earlier of the policy’s and the question’s', async (t) => {
    const excludeNewer = new Date('2023-01-01T00:00:00Z');
    const policy = resolvePolicy(indexOptions, { pre: false, strategy: undefined });
    const { ask } = await asking(t, { policy: { ...policy, excludeNewer } });
    assert.deepEqual(await ask('lib'), ['lib 2.0']);
    assert.deepEqual(await ask('lib', { asOf: new Date('2022-01-01') }), ['lib 1.0']);
    assert.deepEqual(await ask('lib', { asOf: new Date('2026-01-01') }), ['lib 2.0']);
  });

  test('of the release under test is its wheel: nothing is prepared for it beforehand', async (t) => {
    const sdist = sdistFile({ name: 'app', version: '1.0' });
    const { facilities } = await smallFacilities(t, [sdist]);
    const failure = new SpipError('build-failed', 'asked for the wheel');
    const builder = port<WheelBuilder>({
      metadataOf: async () => await Promise.resolve(parseMetadata('Name: app\nVersion: 1.0\n')),
      wheelOf: () => Promise.reject(failure),
    });
    const { ask } = await asking(t, { facilities, builder });
    assert.deepEqual(await ask('app'), ['app 1.0']);
    const other = await asking(t, { facilities, builder });
    await assert.rejects(other.ask('app', { underTest: 'app' }), failure);
  });

  test('keeps to constraints, but for the release under test', async (t) => {
    const constraints = [held('lib<3'), held('app<2')];
    const { ask } = await asking(t, { inputs: { ...noInputs, constraints } });
    assert.deepEqual(await ask('app'), ['app 1.0', 'lib 1.0']);
    assert.deepEqual(await ask('app', { underTest: 'app' }), ['app 2.0', 'lib 2.0']);
  });

  test('is overridden, but for the release under test and what the question chooses', async (t) => {
    const overrides = [held('lib==3.0'), held('app==1.0')];
    const { ask } = await asking(t, { inputs: { ...noInputs, overrides } });
    assert.deepEqual(await ask('app'), ['app 1.0', 'lib 3.0']);
    assert.deepEqual(await ask('app', { underTest: 'app' }), ['app 2.0', 'lib 3.0']);
    const beside = { underTest: 'app', chosen: ['lib'] };
    assert.deepEqual(await ask('app & lib==2.0', beside), ['app 2.0', 'lib 2.0']);
    assert.deepEqual(await ask('app & lib==2.0'), ['app 1.0', 'lib 3.0']);
  });

  test('has what stands fixed, whatever is asked for', async (t) => {
    const fixed = {
      projects: new Map([['lib', { name: 'lib', files: [listed(fileOf('lib', '1.0'))] }]]),
      roots: [parseRequirement('lib==1.0')],
    };
    const { ask } = await asking(t, { fixed });
    assert.deepEqual(await ask('app==2.0'), ['app 2.0', 'lib 1.0']);
  });

  test('comes from the source that a constraint names, where that is meant for this Python', async (t) => {
    const source = (text: string) => ({
      requirement: parseRequirement(text),
      hashes: [],
      bring: async () =>
        await Promise.resolve({ name: 'lib', files: [listed(fileOf('lib', '1.0'))] }),
    });
    const here = await asking(t, { sources: [source('lib @ https://x.example/lib.zip')] });
    assert.deepEqual(await here.ask('app'), ['app 2.0', 'lib 1.0']);
    const elsewhere = 'lib @ https://x.example/lib.zip ; python_version < "3"';
    const other = await asking(t, { sources: [source(elsewhere)] });
    assert.deepEqual(await other.ask('app'), ['app 2.0', 'lib 3.0']);
  });
});

suite('hashes', () => {
  const [one, two, app] = [fileOf('lib', '1.0'), fileOf('lib', '2.0'), fileOf('app', '2.0')].map(
    ({ bytes }) => sha256(bytes),
  );
  const hashed = (text: string, ...hashes: readonly (string | undefined)[]) =>
    held(text, hashes.map(String));
  const line = (text: string, ...hashes: readonly (string | undefined)[]) => ({
    text,
    origin: 'a.txt:1',
    hashes: hashes.map(String),
  });

  test('of requirements, constraints, overrides and sources all hold', async (t) => {
    const cases: readonly Partial<EnvironmentResolverOptions>[] = [
      { inputs: { ...noInputs, requirements: [line('lib', one, two)] } },
      { inputs: { ...noInputs, constraints: [hashed('lib', two)] } },
      { inputs: { ...noInputs, overrides: [hashed('lib', two)] } },
    ];
    for (const given of cases) {
      assert.deepEqual(await (await asking(t, given)).ask('lib'), ['lib 2.0']);
    }
  });

  test('that are demanded must be there for every package of the set', async (t) => {
    const requirements = [line('app==2.0', app)];
    const { ask } = await asking(t, {
      inputs: { ...noInputs, requirements, requireHashes: true },
    });
    const newest = sha256(fileOf('lib', '3.0').bytes);
    assert.deepEqual(await failureOf(() => ask('app==2.0')), {
      code: 'invalid-requirement',
      message:
        'Expected hashes for all packages of the set, as `--require-hashes` demands, found none for `lib`',
      hint: `for example \`lib==3.0 --hash=sha256:${newest}\``,
    });
    const all = [...requirements, line('lib', one, two)];
    const complete = await asking(t, {
      inputs: { ...noInputs, requirements: all, requireHashes: true },
    });
    assert.deepEqual(await complete.ask('app==2.0 & lib'), ['app 2.0', 'lib 2.0']);
  });
});
