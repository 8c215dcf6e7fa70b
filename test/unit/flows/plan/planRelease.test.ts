import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { planRelease } from '../../../../src/flows/plan/planRelease.ts';
import type { Place } from '../../../../src/flows/plan/planRelease.ts';
import { groupReleases } from '../../../../src/flows/sets/groupReleases.ts';
import type { DistFile } from '../../../../src/model/distFile.ts';
import { parseRequirement } from '../../../../src/pep/requirement.ts';
import { listedFile } from '../../../support/listedFile.ts';
import { job, planRequest, python310, python312 } from './planWorld.ts';

const ordinary = listedFile('some_name-1.0.0-py3-none-any.whl');

/** The places of the only release of these files. */
async function places(
  text: string,
  more: Parameters<typeof planRequest>[2] = {},
  files: readonly DistFile[] = [ordinary],
): Promise<readonly Place[]> {
  const [release] = groupReleases({ name: 'some-name', files });
  assert.ok(release);
  return planRelease(release, parseRequirement(text), planRequest([], {}, more));
}

/** What is said of each place in a line. */
function shown(list: readonly Place[]): readonly string[] {
  return list.map(({ head, ...place }) =>
    place.kind === 'run'
      ? `${head.id} beside ${place.job.beside.join(' ')}`
      : `${head.id} ${place.outcome.state}/${place.outcome.reason}: ${place.outcome.message}`,
  );
}

suite('planRelease', () => {
  test('a place that is to run says who it is, and what is to be done', async () => {
    const [place, ...others] = await places('Some.Name[b,A]>=1');
    assert.deepEqual(others, []);
    assert.deepEqual(place, {
      kind: 'run',
      head: {
        id: 'some-name==1.0.0@3.12',
        package: 'some-name',
        requested: 'Some.Name[b,A]>=1',
        extras: ['a', 'b'],
        version: '1.0.0',
        axes: {},
        tools: [],
        python: '3.12',
        interpreter: {
          path: python312.executable,
          implementation: 'cpython',
          version: '3.12.3',
          abiflags: '',
          build: python312.build,
        },
      },
      job: {
        id: 'some-name==1.0.0@3.12',
        underTest: 'some-name',
        extras: ['a', 'b'],
        python: '3.12',
        interpreterBuild: python312.build,
        roots: ['some-name[a,b]==1.0.0'],
        beside: [],
        tools: [],
        repair: null,
        strategy: null,
        asOf: null,
        steps: [{ name: 'install' }, { name: 'import' }],
        ...job,
      },
    });
  });

  test('there is one for each Python and each combination beside it', async () => {
    const chosen = [python310, python312];
    assert.deepEqual(shown(await places('some-name', { chosen, with: ['lib==1|==2', 'tool'] })), [
      'some-name==1.0.0@3.10;lib=1 beside lib==1',
      'some-name==1.0.0@3.10;lib=2 beside lib==2',
      'some-name==1.0.0@3.12;lib=1 beside lib==1',
      'some-name==1.0.0@3.12;lib=2 beside lib==2',
    ]);
  });

  test('a place that is decided says why, and has nothing to show for it', async () => {
    const files = [
      listedFile('some_name-1.0.0-py3-none-any.whl', { requiresPython: '>=3.11' }),
      listedFile('some-name-1.0.0.tar.gz', { requiresPython: '>=3.12' }),
    ];
    const [place] = await places('some-name', { chosen: [python310] }, files);
    assert.ok(place?.kind === 'decided');
    assert.equal(place.head.id, 'some-name==1.0.0@3.10');
    assert.deepEqual(place.outcome, {
      state: 'not-applicable',
      reason: 'requires-python',
      message: 'Requires Python `>=3.11` or `>=3.12`',
      hint: null,
      seconds: 0,
      environment: null,
      packages: [],
      attempts: [],
      notes: [],
      steps: [],
      reused: null,
    });
  });

  test('a marker and a lock exclude Pythons; the release itself counts before both', async () => {
    const chosen = [python310, python312];
    const lockExcludes = (): string => 'not in the lock';
    const marker = 'some-name; python_version < "3.11"';
    assert.deepEqual(shown(await places(marker, { chosen, lockExcludes })), [
      'some-name==1.0.0@3.10 not-applicable/excluded: not in the lock',
      'some-name==1.0.0@3.12 not-applicable/excluded: Asked for only where `python_version < "3.11"`',
    ]);
    const files = [listedFile('some-name-1.0.0.tar.gz', { requiresPython: '<3' })];
    assert.deepEqual(shown(await places(marker, { chosen: [python312], lockExcludes }, files)), [
      'some-name==1.0.0@3.12 not-applicable/requires-python: Requires Python `<3`',
    ]);
  });

  test('a moment that its set is resolved at belongs to the job', async () => {
    const asOf = new Date('2024-05-02T12:00:00Z');
    const [place] = await places('some-name', {
      asOf: ({ text }, name) => {
        assert.deepEqual([text, name], ['1.0.0', 'some-name']);
        return asOf;
      },
    });
    assert.equal(place?.kind === 'run' && place.job.asOf, '2024-05-02T12:00:00.000Z');
  });

  test('the pin is the normalised version', async () => {
    const files = [listedFile('some-name-1.0.RC1+Local_2.tar.gz')];
    const [place] = await places('some-name', {}, files);
    assert.ok(place?.kind === 'run');
    assert.deepEqual(
      [place.head.version, place.job.roots],
      ['1.0rc1+local.2', ['some-name==1.0rc1+local.2']],
    );
  });
});
