import { nothingAround } from '../../../../src/model/cellJob.ts';
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Settings } from '../../../../src/config/settings.ts';
import type { TestContext } from 'node:test';
import { planOptions } from '../../../../src/flows/plan/planOptions.ts';
import type { PlanRequest } from '../../../../src/flows/plan/planRequest.ts';
import type { EnvironmentResolver } from '../../../../src/flows/sets/environmentResolver.ts';
import { groupReleases } from '../../../../src/flows/sets/groupReleases.ts';
import type { SdistBuilder } from '../../../../src/flows/sets/sdistBuilder.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import type { DistFile } from '../../../../src/model/distFile.ts';
import type { MatrixOptions } from '../../../../src/options/matrixOptions.ts';
import { parseMetadata } from '../../../../src/pep/metadata.ts';
import { formatSpecifiers } from '../../../../src/pep/specifiers.ts';
import { bareProcesses } from '../../../../src/process/isolation/bareProcesses.ts';
import { defaultLimits } from '../../../../src/testrun/testPlan.ts';
import { parseRequirement } from '../../../../src/pep/requirement.ts';
import { wheelFile } from '../../../support/distributions.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { sha256 } from '../../../support/indexPages.ts';
import type { ServedFile } from '../../../support/indexPages.ts';
import { listedFile } from '../../../support/listedFile.ts';
import { port } from '../../../support/port.ts';
import { noInputs } from '../ask/noInputs.ts';
import { matrixOptions } from '../options.ts';
import { listed, smallFacilities } from '../smallFacilities.ts';
import type { SmallFacilities } from '../smallFacilities.ts';
import { python310, python312 } from './planWorld.ts';

const settings = port<Settings>({ ownTests: {} });

const conditions: PlanRequest['job'] = {
  limits: defaultLimits,
  isolation: 'none',
  imported: [],
  around: nothingAround,
  doors: { network: 'host', variables: {}, mounts: [] },
};

type Request = Parameters<typeof planOptions>[0];

interface Planned extends SmallFacilities {
  readonly plan: PlanRequest;
}

/** What these options of `spip matrix` come to, on a machine with two Pythons. */
async function planned(
  t: TestContext,
  options: Partial<MatrixOptions>,
  more: Partial<Omit<Request, 'options'>> & { readonly files?: readonly ServedFile[] } = {},
): Promise<Planned> {
  const { files = [], ...rest } = more;
  const small = await smallFacilities(t, files, [python310, python312]);
  const plan = planOptions({
    options: { ...matrixOptions, ...options },
    expanded: { texts: [], releases: new Map() },
    job: conditions,
    test: undefined,
    inputs: noInputs,
    facilities: { ...small.facilities, isolation: bareProcesses, settings },
    builder: port<SdistBuilder>({}),
    resolvers: () => assert.fail(),
    locked: undefined,
    fixed: { projects: new Map(), roots: [] },
    sources: [],
    ...rest,
  });
  return { ...small, plan };
}

suite('what is asked for', () => {
  test('requirements with their hashes, shown as they were written', async (t) => {
    const requirements = [
      { text: 'six==1.0', origin: undefined, hashes: ['a'], shown: './six' },
      { text: 'idna', origin: 'a.txt:1', hashes: [] },
    ];
    const { plan } = await planned(t, {}, { inputs: { ...noInputs, requirements } });
    assert.deepEqual(
      plan.requirements.map(({ requirement: { name, text }, hashes }) => [name, text, hashes]),
      [
        ['six', './six', ['a']],
        ['idna', 'idna', []],
      ],
    );
  });

  test('steps and limits of each cell', async (t) => {
    const [release] = groupReleases({
      name: 'six',
      files: [listedFile('six-1.0-py3-none-any.whl')],
    });
    assert.ok(release);
    const { plan: plain } = await planned(t, {});
    assert.equal(plain.job, conditions);
    assert.deepEqual(plain.steps(release, 'six'), [{ name: 'install' }, { name: 'import' }]);
    const check = { kind: 'command', text: 'check', tests: '.', files: [], follow: {} } as const;
    const { plan } = await planned(t, {}, { test: check });
    assert.deepEqual(plan.steps(release, 'six').at(-1), { name: 'custom', test: check });
  });

  test('only the steps that are wanted', async (t) => {
    const [release] = groupReleases({
      name: 'six',
      files: [listedFile('six-1.0-py3-none-any.whl')],
    });
    assert.ok(release);
    const check = { kind: 'command', text: 'check', tests: '.', files: [], follow: {} } as const;
    const names = async (
      asked: Parameters<typeof planned>[1],
      custom: boolean,
    ): Promise<string> => {
      const { plan } = await planned(t, asked, custom ? { test: check } : {});
      return plan
        .steps(release, 'six')
        .map(({ name }) => name)
        .join(' ');
    };
    assert.equal(await names({ steps: ['custom'] }, true), 'install custom');
    assert.equal(await names({ steps: ['import'] }, true), 'install import');
    assert.equal(await names({ steps: ['import', 'custom'] }, true), 'install import custom');
    assert.equal(await names({ steps: ['custom'], importOnly: true }, false), 'install import');
    await assert.rejects(names({ steps: ['custom'] }, false), {
      code: 'usage',
      message: 'Expected a script or `--command` for the step `custom`',
    });
  });

  test('a choice of releases', async (t) => {
    const { plan } = await planned(t, {
      versions: '>=1,<2',
      exclude: '==1.5',
      latestPer: 'minor',
      limit: 3,
      yanked: true,
      with: ['lib==1|==2'],
    });
    const { versions, exclude, ...choice } = plan.choice;
    assert.deepEqual(
      [versions, exclude].map((each) => each && formatSpecifiers(each)),
      ['>=1,<2', '==1.5'],
    );
    assert.deepEqual(choice, {
      latestPer: 'minor',
      limit: 3,
      all: false,
      pre: false,
      yanked: true,
    });
    assert.deepEqual(
      plan.axes.map((values) => values.map(({ value }) => value)),
      [['1', '2']],
    );
    const inputs = { ...noInputs, pre: true };
    assert.equal((await planned(t, {}, { inputs })).plan.choice.pre, true);
    assert.equal((await planned(t, { pre: true })).plan.choice.pre, true);
    assert.equal((await planned(t, {})).plan.choice.versions, undefined);
  });

  test('Pythons: those that are named, or for each release the best', async (t) => {
    const chosen = async (...pythons: readonly string[]) =>
      (await planned(t, { pythons })).plan.chosen?.map(({ python }) => python);
    assert.equal(await chosen(), undefined);
    assert.equal(await chosen('auto', 'auto'), undefined);
    assert.deepEqual(await chosen('3.10'), ['3.10']);
    assert.deepEqual(await chosen('all'), ['3.10', '3.12']);
    assert.deepEqual((await planned(t, {})).plan.installed, [python310, python312]);
  });

  test('of all Pythons the broken ones are told to be left out', async (t) => {
    const small = await smallFacilities(t);
    const pythons = {
      interpreters: [python312],
      broken: [{ path: '/bin/python', source: 'PATH', reason: 'hangs' }],
      silent: [],
      named: new Map(),
      offered: new Map(),
    };
    const facilities = { ...small.facilities, isolation: bareProcesses, settings, pythons };
    const { plan } = await planned(t, { pythons: ['all'] }, { facilities });
    assert.deepEqual(plan.warnings, ['the Python `/bin/python` is left out: it hangs']);
    assert.deepEqual((await planned(t, {}, { facilities })).plan.warnings, []);
  });

  test('packages that constraints bring need no index', async (t) => {
    const requirement = parseRequirement('lib @ https://x.example/lib.zip');
    const sources = [{ requirement, hashes: [], bring: () => assert.fail() }];
    assert.deepEqual((await planned(t, {}, { sources })).plan.sourced, new Set(['lib']));
  });

  test('a lock excludes Pythons', async (t) => {
    const locked: Request['locked'] = (python) =>
      python === python310
        ? { kind: 'excluded', message: 'not in it' }
        : { kind: 'set', set: { projects: new Map(), roots: [] }, directs: new Map() };
    const { plan } = await planned(t, {}, { locked });
    assert.deepEqual([python310, python312].map(plan.lockExcludes), ['not in it', undefined]);
    assert.equal((await planned(t, {})).plan.lockExcludes(python310), undefined);
  });
});

suite('files to choose from', () => {
  const at = (version: string, uploadTime?: string) =>
    wheelFile({ name: 'six', version }, { uploadTime });
  const one = at('1.0', '2023-01-01T00:00:00Z');
  const two = at('2.0', '2024-01-01T00:00:00Z');
  const files = [one, two, at('3.0', '2025-01-01T00:00:00Z'), at('4.0')];
  const shown = async ({ plan }: Planned, hashes: readonly string[] = []) =>
    (await plan.project('six', hashes))?.files.map(({ filename }) => filename.split('-')[1]);

  test('are all that the index has, or those with a hash that is asked for', async (t) => {
    const all = await planned(t, {}, { files });
    assert.deepEqual(await shown(all), ['1.0', '2.0', '3.0', '4.0']);
    assert.deepEqual(await shown(all, [sha256(two.bytes)]), ['2.0']);
    assert.equal(await all.plan.project('absent', []), undefined);
    assert.deepEqual(all.said('warning'), []);
  });

  test('are those before the earlier of two moments; unknown times are told once', async (t) => {
    const asOf = new Date('2024-06-01T00:00:00Z');
    const excludeNewer = new Date('2023-06-01T00:00:00Z');
    const index = { ...matrixOptions.index, excludeNewer };
    const both = await planned(t, { asOf, index }, { files });
    assert.deepEqual(await shown(both), ['1.0']);
    await shown(both);
    assert.equal(both.said('warning').length, 1);
    assert.deepEqual(await shown(await planned(t, { asOf }, { files })), ['1.0', '2.0']);
    assert.deepEqual((await shown(await planned(t, { asOf: 'release' }, { files })))?.length, 4);
  });

  test('are those that a direct reference leads to, whatever the index has', async (t) => {
    const project = { name: 'six', files: [listed(one)] };
    const fixed = { projects: new Map([['six', project]]), roots: [] };
    const { plan } = await planned(t, {}, { files, fixed });
    assert.equal(await plan.project('six', []), project);
  });

  test('a set is resolved now, at one moment, or a day after each release', async (t) => {
    const [release] = groupReleases({ name: 'six', files: [listed(one)] });
    assert.ok(release);
    const momentOf = async (asOf: MatrixOptions['asOf']) =>
      (await planned(t, { asOf })).plan.asOf(release, 'six')?.toISOString();
    assert.equal(await momentOf(undefined), undefined);
    assert.equal(await momentOf(new Date('2024-05-01T00:00:00Z')), '2024-05-01T00:00:00.000Z');
    assert.equal(await momentOf('release'), '2023-01-02T00:00:00.000Z');
  });
});

suite('the Pythons that a release’s own metadata admit', () => {
  const wheel = listedFile('six-1.0-py3-none-any.whl');
  const sdist = listedFile('six-1.0.tar.gz');
  const says = (text: string) =>
    parseMetadata(`Name: six\nVersion: 1.0\nRequires-Python: ${text}\n`);

  /** Asks about a release with these files; an error in the place of metadata is thrown. */
  async function ask(
    t: TestContext,
    files: readonly DistFile[],
    given: {
      readonly wheel?: string | Error;
      readonly sdist?: string | Error;
      readonly options?: Partial<MatrixOptions>;
      readonly facilities?: Request['facilities'];
    },
  ): Promise<string | undefined> {
    const answer = async (text: string | Error | undefined) =>
      await (text instanceof Error
        ? Promise.reject(text)
        : Promise.resolve(says(text ?? assert.fail('Nobody should ask this file'))));
    const [release] = groupReleases({ name: 'six', files });
    assert.ok(release);
    const { plan } = await planned(t, given.options ?? {}, {
      ...(given.facilities === undefined ? {} : { facilities: given.facilities }),
      builder: port<SdistBuilder>({
        facts: async () => ({ requires: [], metadata: await answer(given.sdist), notes: [] }),
      }),
      resolvers: (python, name) => {
        assert.deepEqual([python, name], [python312, 'six']);
        return port<EnvironmentResolver>({
          source: port<EnvironmentResolver['source']>({ metadata: () => answer(given.wheel) }),
        });
      },
    });
    return plan.requiresPython(release, 'six');
  }

  test('are told by a wheel, else by an sdist without a build', async (t) => {
    assert.equal(await ask(t, [sdist, wheel], { wheel: '>=3.8' }), '>=3.8');
    assert.equal(await ask(t, [sdist], { sdist: '>=3.9' }), '>=3.9');
  });

  test('only by files that may be used at all', async (t) => {
    const index = { ...matrixOptions.index, noBinary: ['six'] };
    const options = { index };
    assert.equal(await ask(t, [sdist, wheel], { sdist: '>=3.9', options }), '>=3.9');
    assert.equal(await ask(t, [wheel], { options }), undefined);
    const onlyBinary = { index: { ...matrixOptions.index, onlyBinary: [':all:'] } };
    assert.equal(await ask(t, [sdist], { options: onlyBinary }), undefined);
  });

  test('by nobody where there is no Python', async (t) => {
    const { facilities } = await smallFacilities(t);
    const bare = { ...facilities, isolation: bareProcesses, settings };
    assert.equal(await ask(t, [wheel], { facilities: bare }), undefined);
  });

  test('one bad file ends no run, but Ctrl-C and bugs do', async (t) => {
    const bad = new SpipError('bad-archive', 'bad');
    assert.equal(await ask(t, [wheel], { wheel: bad }), undefined);
    assert.equal(await ask(t, [sdist], { sdist: bad }), undefined);
    const stopped = new SpipError('interrupted', 'stopped');
    assert.equal((await failureOf(() => ask(t, [wheel], { wheel: stopped }))).code, 'interrupted');
    const bug = new TypeError('bug');
    await assert.rejects(ask(t, [wheel], { wheel: bug }), bug);
  });
});
