import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { makeBuildRig, sdistWithBackend } from './buildRig.ts';

const noBuild = `
def build_wheel(folder, config_settings=None, metadata_directory=None):
    raise RuntimeError("nobody asked for a build")
`;

const hook = (name: string, write: string): string => `${noBuild}
import os
def prepare_metadata_for_build_wheel(folder, config_settings=None):
    place = os.path.join(folder, "demo-1.0.dist-info")
    os.mkdir(place)
    ${write}
    return ${JSON.stringify(name)}
`;
const writes = 'open(os.path.join(place, "METADATA"), "w").write("Name: demo\\n")';

suite('prepare_metadata_for_build_wheel', () => {
  test('gives the metadata without a build, in an environment with all that the backend wishes', async (t) => {
    const { metadata, asked } = await makeBuildRig(t);
    const backend = `${hook('demo-1.0.dist-info', writes)}
def get_requires_for_build_wheel(config_settings=None):
    return ["more"]
`;
    assert.equal(await metadata(sdistWithBackend(backend)), 'Name: demo\n');
    assert.deepEqual(
      asked.map(({ requires }) => requires),
      [['base >= 1'], ['base >= 1', 'more']],
    );
  });

  test('a backend without it says nothing', async (t) => {
    const { metadata } = await makeBuildRig(t);
    assert.equal(await metadata(sdistWithBackend(noBuild)), undefined);
  });

  const broken: readonly (readonly [name: string, backend: string, message: RegExp])[] = [
    ['a path', hook('../demo-1.0.dist-info', writes), /the backend named `\.\.\/demo-1\.0/],
    ['no file', hook('demo-1.0.dist-info', 'pass'), /the backend left no METADATA in `demo-1\.0/],
    ['an exception', hook('', 'raise ValueError("no")'), /ValueError: no/],
  ];
  for (const [name, backend, message] of broken) {
    test(`fails with ${name}`, async (t) => {
      const { metadata } = await makeBuildRig(t);
      await assert.rejects(metadata(sdistWithBackend(backend)), { code: 'build-failed', message });
    });
  }
});
