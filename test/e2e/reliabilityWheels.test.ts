// Wheels and metadata that lie or are odd, through the real program (A2 to A8, G4, I4).
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const odd = {
  'thing/__init__.py': '',
  'thing/.gitattributes': '* text eol=crlf export-ignore\n',
  'thing/.gitignore': '*\n',
  'thing/.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ../x\n',
  'thing/unix.txt': 'one\ntwo\n',
  'thing/dos.txt': 'one\r\ntwo\r\n',
  'thing/ident.txt': '$Id$\n',
  'thing/tool.sh': '#!/bin/sh\n',
};

/** Compares the installed files with RECORD, and prints modes and what git thinks. */
const check = `
import base64, csv, hashlib, os, sys
site = next(p for p in sys.path if p.endswith("site-packages"))
rows = list(csv.reader(open(os.path.join(site, "thing-1.0.dist-info", "RECORD"))))
seen = 0
for path, digest, size in rows:
    if path.startswith("thing/") and digest:
        data = open(os.path.join(site, path), "rb").read()
        assert digest == "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode(), path
        assert int(size) == len(data), path
        executable = bool(os.stat(os.path.join(site, path)).st_mode & 0o111)
        assert executable == (path == "thing/tool.sh"), path
        seen += 1
assert seen == ${Object.keys(odd).length}, rows
names = [n for n in os.listdir(os.path.join(site, "thing")) if n != "__pycache__"]
assert sorted(names) == sorted(p[6:] for p in ${JSON.stringify(Object.keys(odd))}), names
`;

test('files that git would act upon come out byte for byte, with their x bits (G4)', async () => {
  await using indexed = await IndexedRig.open([
    wheelFile({
      name: 'thing',
      version: '1.0',
      files: odd,
      executables: ['thing/tool.sh'],
      rawEntries: [{ name: 'thing/empty/' }],
    }),
  ]);
  const script = await indexed.rig.write('check.py', check);
  for (const sandbox of ['auto', 'off']) {
    const { status, stdout, stderr } = await indexed.matrix([
      'thing',
      script,
      '--sandbox',
      sandbox,
    ]);
    assert.equal(status, 0, stdout + stderr);
  }
});

test('hostile wheels block only their own cells, and write nothing anywhere (A2, A3, A6)', async () => {
  const good = wheelFile({ name: 'thing', version: '1.0' });
  const hostile = {
    '1.1': { rawEntries: [{ name: '../../../../../../canary.py', data: 'x' }] },
    '1.2': { rawEntries: [{ name: '/tmp/canary.py', data: 'x' }] },
    '1.3': { rawEntries: [{ name: 'thing/__init__.py', data: 'another = 1' }] },
    '1.4': { distInfoFiles: { METADATA: 'Metadata-Version: 2.1\nName: other\nVersion: 1.4\n' } },
    '1.5': { entryPoints: { console_scripts: { '../canary': 'thing:main' } } },
  };
  await using indexed = await IndexedRig.open([
    good,
    ...Object.entries(hostile).map(([version, spec]) =>
      wheelFile({ name: 'thing', version, ...spec }, { metadata: undefined }),
    ),
  ]);
  const { verdicts, status, record } = await indexed.matrix('thing --all');
  assert.equal(status, 1);
  assert.deepEqual(verdicts, {
    ...Object.fromEntries(
      Object.keys(hostile)
        .toReversed()
        .map((version) => [`thing ${version}`, 'blocked/bad-archive']),
    ),
    'thing 1.0': 'pass/clean',
  });
  for (const { version, message } of record.cells.filter(
    ({ reason }) => reason === 'bad-archive',
  )) {
    assert.match(message, new RegExp(`thing-${version}-py3-none-any\\.whl`));
  }
  const files = await readdir(indexed.rig.root, { recursive: true });
  assert.deepEqual(
    files.filter((name) => name.includes('canary')),
    [],
  );
  const wheels = await readdir(join(indexed.rig.cacheDir, 'wheels-v1'));
  assert.equal(wheels.length, 1);
});

test('advertised metadata that differ from the wheel are told field by field (I4)', async () => {
  const spec = { name: 'thing', version: '1.0', requires: ['helper'] };
  const lying = wheelFile({ ...spec, requires: [], requiresPython: '>=3' });
  await using indexed = await IndexedRig.open([
    wheelFile(spec, { metadata: lying.metadata }),
    wheelFile({ name: 'helper', version: '1.0' }),
  ]);
  const result = await indexed.matrix('thing');
  assert.equal(result.status, 1);
  assert.equal(result.cell('thing 1.0').reason, 'bad-archive');
  assert.match(
    result.cell('thing 1.0').message,
    /differ in Requires-Python \(`>=3`, in the wheel ``\), Requires-Dist \(``, in the wheel `helper`\)$/,
  );
});
