// What of the machine is opened to cells: one thing at a time, named in the record, and nothing else with it.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const indexed = await IndexedRig.open([
  wheelFile({ name: 'thing', version: '1.0', files: { 'thing.py': 'VALUE = 1\n' } }),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;

const host = createServer((socket) => socket.end());
host.listen(0, '127.0.0.1');
after(() => host.close());
await new Promise((resolve) => host.once('listening', resolve));
const address = host.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;

/** Fails with what it has of the machine as its last line. */
const looks = await rig.write(
  'looks.py',
  `import os, socket, sys
import thing
found = []
server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(1)
client = socket.socket()
client.settimeout(5)
try:
    client.connect(server.getsockname())
    found.append("own")
except OSError:
    pass
client = socket.socket()
client.settimeout(5)
try:
    client.connect(("127.0.0.1", ${port}))
    found.append("host")
except OSError:
    pass
found += [name + "=" + os.environ[name] for name in ("TOKEN", "OTHER", "MODE") if name in os.environ]
found += [path for path in sys.argv[1:] + os.environ.get("LOOKED", "").split(":") if path and os.path.exists(path)]
if thing.VALUE != 1:
    found.append("another thing")
sys.exit(" ".join(found) or "nothing")
`,
);

const probe = await indexed.matrix('thing --import-only');
const skip = probe.record.run.sandbox === 'none' ? 'no sandbox works here' : false;

/** What a cell has of the machine with these options. */
async function seen(options: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { record } = await indexed.matrix(`thing ${looks} ${options}`.trim(), { env });
  const [cell] = record.cells;
  assert.equal(cell?.reason, 'tests-failed', cell?.message);
  return cell.message.replace(/^.*: /, '');
}

suite('the network', { skip }, () => {
  for (const [options, expected] of [
    ['', 'own'],
    ['--network loopback', 'own'],
    ['--network none', 'nothing'],
    ['--network host', 'own host'],
  ] as const) {
    test(`of cells with ${options === '' ? 'nothing' : options}: ${expected}`, async () => {
      assert.equal(await seen(options), expected);
    });
  }

  test('that is opened stands in the record and in the text', async () => {
    const { record, stdout } = await indexed.matrix('thing --import-only --network host');
    assert.deepEqual(record.run.doors, { network: 'host', variables: [], mounts: [] });
    assert.match(stdout, /^opened to cells: network host$/m);
    assert.deepEqual(probe.record.run.doors, { network: 'loopback', variables: [], mounts: [] });
    assert.doesNotMatch(probe.stdout, /opened/);
  });
});

test('a network that cannot be kept from cells is refused, not given', async () => {
  for (const network of ['none', 'loopback']) {
    const result = await indexed.run(
      `matrix thing --import-only --sandbox off --network ${network}`,
    );
    assert.equal(result.status, 2);
    assert.match(result.stderr, new RegExp(`Expected a sandbox for \`--network ${network}\``));
  }
  const { record } = await indexed.matrix('thing --import-only --sandbox off');
  assert.equal(record.run.doors.network, 'host');
});

suite('variables', () => {
  for (const sandbox of ['auto', 'off']) {
    test(`get in by name, with --sandbox ${sandbox}`, async () => {
      const env = { TOKEN: 'secret-value', OTHER: 'no' };
      const found = await seen(`--sandbox ${sandbox} --pass-env TOKEN --env MODE=a=b`, env);
      assert.match(found, /TOKEN=secret-value MODE=a=b$/);
      assert.doesNotMatch(await seen(`--sandbox ${sandbox}`, env), /TOKEN|OTHER|MODE/);
    });
  }

  test('are recorded by name alone', async () => {
    const result = await indexed.matrix('thing --import-only --pass-env TOKEN --env MODE=hidden', {
      env: { TOKEN: 'secret-value' },
    });
    assert.deepEqual(result.record.run.doors.variables, ['MODE', 'TOKEN']);
    assert.match(result.stdout, /variables MODE, TOKEN/);
    const told = JSON.stringify(result.record) + result.stdout + result.stderr;
    assert.doesNotMatch(told, /secret-value|hidden/);
  });

  test('that are not there, or that spip rests on, are not passed in silence', async () => {
    const absent = await indexed.matrix('thing --import-only --pass-env NOWHERE');
    assert.match(absent.stderr, /`NOWHERE` is not set/);
    assert.deepEqual(absent.record.run.doors.variables, []);
    for (const option of ['--env PATH=/x', '--pass-env HOME', '--env nothing', '--env 1=2']) {
      const { status, stderr } = await rig.run(`matrix thing ${option}`.split(' '));
      assert.equal(status, 2, option);
      assert.match(stderr, /^error: Expected `--(?:pass-)?env` to be/, option);
    }
  });

  test('do not put another release in the place of the tested one', async () => {
    await rig.write('elsewhere/thing.py', 'VALUE = 2\n');
    const folder = join(rig.project, 'elsewhere');
    const { record } = await indexed.matrix(
      `thing ${looks} --mount ${folder} --env PYTHONPATH=${folder}`,
    );
    const [cell] = record.cells;
    assert.equal(cell?.reason, 'tests-not-runnable', cell?.message);
    assert.match(cell.message, /elsewhere\/thing\.py`, which hides the release/);
  });
});

suite('mounts', { skip }, () => {
  test('show what they name, to be read', async () => {
    const path = await rig.write('shown/deep/data.txt', 'as it was\n');
    const folder = join(rig.project, 'shown');
    assert.equal(await seen(`--env LOOKED=${path}`), 'own');
    assert.equal(await seen(`--env LOOKED=${path} --mount ${folder}`), `own ${path}`);
    const write = await rig.write('write.py', `open(${JSON.stringify(path)}, "w")\n`);
    const { record } = await indexed.matrix(`thing ${write} --mount ${folder}`);
    assert.match(record.cells[0]?.message ?? '', /Read-only file system/);
    assert.deepEqual(record.run.doors.mounts, [folder]);
  });

  test('do not show what spip keeps, and must exist', async () => {
    for (const [path, message] of [
      [rig.root, /not to hold/],
      ['/', /not to hold/],
      ['/proc/sys', /outside of the sandbox/],
      [join(rig.root, 'missing'), /to exist/],
    ] as const) {
      const { status, stderr } = await indexed.run(['matrix', 'thing', '--mount', path]);
      assert.equal(status, 2, stderr);
      assert.match(stderr, message);
    }
  });
});
