// Backends start with byte-code as soon as it pays to make it, and what they build is the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

/** Its wheel says whether Python found byte-code of a module that the backend imports. */
const maker = `import os, sys, zipfile
sys.dont_write_bytecode = True
import slow_part

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    version = os.path.basename(os.getcwd()).split("-")[1]
    info = "made-%s.dist-info/" % version
    name = "made-%s-py3-none-any.whl" % version
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as wheel:
        wheel.writestr("made.py", "CACHED = %r\\n" % os.path.exists(slow_part.__cached__))
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: made\\nVersion: %s\\n" % version)
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: maker\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "made.py,,\\n" + info + "METADATA,,\\n" + info + "WHEEL,,\\n" + info + "RECORD,,\\n")
    return name
`;

test('a backend that an earlier run has brought has byte-code', async () => {
  const pyproject = '[build-system]\nrequires = ["maker"]\nbuild-backend = "maker"\n';
  await using indexed = await IndexedRig.open([
    ...['1.0', '2.0'].map((version) => sdistFile({ name: 'made', version, pyproject })),
    wheelFile({
      name: 'maker',
      version: '1.2',
      files: { 'maker.py': maker, 'slow_part.py': 'N = 1\n' },
    }),
  ]);
  for (const [release, cached] of [
    ['made==1.0', 'False'],
    ['made==2.0', 'True'],
  ] as const) {
    const command = ['--command', `python -c "import made; assert made.CACHED is ${cached}"`];
    const { status, stdout } = await indexed.matrix([release, ...command]);
    assert.equal(status, 0, stdout);
  }
});
