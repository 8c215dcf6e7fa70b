import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { EnvironmentMetadata } from '../../../../src/flows/sets/environmentMetadata.ts';
import type { EnvironmentMetadataOptions } from '../../../../src/flows/sets/environmentMetadata.ts';
import { directIndex } from '../../../../src/flows/sets/openDirect.ts';
import type { WheelBuilder } from '../../../../src/flows/sets/wheelBuilder.ts';
import type { DistFile, ProjectFiles } from '../../../../src/model/distFile.ts';
import type { CoreMetadata } from '../../../../src/pep/metadata.ts';
import { parseMetadata } from '../../../../src/pep/metadata.ts';
import { sdistFile, wheelFile } from '../../../support/distributions.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { sha256 } from '../../../support/indexPages.ts';
import type { ServedFile } from '../../../support/indexPages.ts';
import { port } from '../../../support/port.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';
import { listed, smallFacilities } from '../smallFacilities.ts';
import type { SmallFacilities } from '../smallFacilities.ts';

interface Surroundings extends SmallFacilities {
  readonly metadata: EnvironmentMetadata;
}

async function surroundings(
  t: TestContext,
  files: readonly ServedFile[],
  given: Partial<EnvironmentMetadataOptions> = {},
): Promise<Surroundings> {
  const small = await smallFacilities(t, files);
  const options = {
    facilities: small.facilities,
    builder: port<WheelBuilder>({}),
    interpreter: madeUpInterpreter({ version: '3.11.7' }),
    hashed: new Map(),
    fixed: new Map(),
    sources: new Map(),
    ...given,
  };
  return { ...small, metadata: new EnvironmentMetadata(options) };
}

const served = wheelFile({ name: 'six', version: '1.0' }, { uploadTime: '2024-05-01T12:00:00Z' });
const silent = wheelFile({ name: 'six', version: '2.0' }, { metadata: undefined });
const sdist = sdistFile({ name: 'six', version: '3.0' });

/** A project of one file that stands nowhere but here. */
const elsewhere = (url: string, index = 'https://other.example'): ProjectFiles => ({
  name: 'six',
  files: [{ ...listed(served), url, index }],
});
const epoch = '1970-01-01T00:00:00Z';

suite('projects', () => {
  test('are what the index lists', async (t) => {
    const { metadata } = await surroundings(t, [served, silent]);
    assert.deepEqual(await metadata.project('six'), {
      name: 'six',
      files: [listed(served), listed(silent)],
    });
    assert.equal(await metadata.project('absent'), undefined);
  });

  test('with hashes have only the files that these name', async (t) => {
    const hashed = new Map([['six', new Set([sha256(silent.bytes)])]]);
    const { metadata } = await surroundings(t, [served, silent], { hashed });
    assert.deepEqual(await metadata.project('six'), { name: 'six', files: [listed(silent)] });
    assert.equal(await metadata.project('absent'), undefined);
  });

  test('that stand fixed are asked for nowhere, and no date or hash rules them out', async (t) => {
    const fixed = new Map([['six', elsewhere('file:///six')]]);
    const hashed = new Map([['six', new Set<string>()]]);
    const { metadata } = await surroundings(t, [served], { fixed, hashed });
    assert.deepEqual(await metadata.project('six'), {
      name: 'six',
      files: [{ ...elsewhere('file:///six').files[0], uploadTime: epoch }],
    });
  });

  test('of a constraint count more than those of a lock', async (t) => {
    let asked = 0;
    const { metadata } = await surroundings(t, [], {
      fixed: new Map([['six', elsewhere('file:///locked')]]),
      sources: new Map([
        [
          'six',
          async () => {
            asked += 1;
            return await Promise.resolve(elsewhere('file:///constrained', directIndex));
          },
        ],
      ]),
    });
    assert.equal(asked, 0);
    const project = await metadata.project('six');
    assert.deepEqual(
      project?.files.map(({ url, uploadTime }) => [url, uploadTime]),
      [['file:///constrained', epoch]],
    );
  });

  test('may be asked for from one place only', async (t) => {
    const from = (constrained: string): Promise<EnvironmentMetadata> =>
      surroundings(t, [], {
        fixed: new Map([['six', elsewhere('file:///asked', directIndex)]]),
        sources: new Map([
          ['six', async () => await Promise.resolve(elsewhere(constrained, directIndex))],
        ]),
      }).then(({ metadata }) => metadata);
    const same = await (await from('file:///asked')).project('six');
    assert.equal(same?.files[0]?.url, 'file:///asked');
    const two = await from('file:///constrained');
    assert.deepEqual(await failureOf(() => two.project('six')), {
      code: 'unresolvable',
      message: 'Failed to take `six` from two places: `file:///asked` and `file:///constrained`',
    });
  });
});

suite('metadata of wheels', () => {
  test('are those that the index serves', async (t) => {
    const { metadata, downloads, remembered } = await surroundings(t, [served]);
    assert.equal((await metadata.metadata(listed(served))).version, '1.0');
    assert.deepEqual([downloads, remembered], [[], []]);
  });

  test('else those of the whole wheel, read once and given to the index to keep', async (t) => {
    const { metadata, downloads, remembered } = await surroundings(t, [silent]);
    const [first, second] = await Promise.all([
      metadata.metadata(listed(silent)),
      metadata.metadata(listed(silent)),
    ]);
    assert.deepEqual([first.name, first.version], ['six', '2.0']);
    assert.equal(first, second);
    assert.deepEqual([downloads, remembered], [[silent.filename], [silent.filename]]);
  });
});

suite('metadata of sdists', () => {
  interface Building {
    readonly metadata: EnvironmentMetadata;
    readonly asked: readonly string[];
  }

  /** `prepared` is what the builder can tell without a build. */
  async function building(t: TestContext, prepared?: CoreMetadata): Promise<Building> {
    const small = await smallFacilities(t, [served]);
    const asked: string[] = [];
    const builder = port<WheelBuilder>({
      metadataOf: async ({ filename }: DistFile, { version }) => {
        asked.push(`metadata of ${filename} on ${version}`);
        return await Promise.resolve(prepared);
      },
      wheelOf: async ({ filename }: DistFile, { version }) => {
        asked.push(`wheel of ${filename} on ${version}`);
        const wheel = await small.facilities.store.wheel(listed(served), small.facilities.fetch);
        return { wheel, built: { sdistSha256: '', buildLock: '', interpreter: '' }, notes: [] };
      },
    });
    const { facilities } = small;
    return { metadata: (await surroundings(t, [], { facilities, builder })).metadata, asked };
  }

  const prepared = parseMetadata('Name: six\nVersion: 3.0\n');

  test('are what the builder can tell without a build', async (t) => {
    const { metadata, asked } = await building(t, prepared);
    assert.equal(await metadata.metadata(listed(sdist)), prepared);
    assert.deepEqual(asked, ['metadata of six-3.0.tar.gz on 3.11.7']);
  });

  test('else those of the wheel that is built', async (t) => {
    const { metadata, asked } = await building(t);
    assert.equal((await metadata.metadata(listed(sdist))).version, '1.0');
    assert.deepEqual(asked, [
      'metadata of six-3.0.tar.gz on 3.11.7',
      'wheel of six-3.0.tar.gz on 3.11.7',
    ]);
  });

  test('are not prepared where the wheel is needed anyway', async (t) => {
    const { metadata, asked } = await building(t, prepared);
    metadata.willInstall('six');
    assert.equal((await metadata.metadata(listed(sdist))).version, '1.0');
    assert.deepEqual(asked, ['wheel of six-3.0.tar.gz on 3.11.7']);
  });
});
