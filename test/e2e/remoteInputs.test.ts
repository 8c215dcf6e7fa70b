// Files of requirements and constraints that lie elsewhere: by URL, as pip takes them.
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { CliResult } from '../support/rig.ts';

const indexed = await IndexedRig.open([
  ...['1.0', '2.0', '3.0'].map((version) =>
    wheelFile({ name: 'thing', version, requires: ['helper'] }),
  ),
  ...['1.0', '1.5', '2.0'].map((version) => wheelFile({ name: 'helper', version })),
  wheelFile({ name: 'other', version: '1.0' }),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig, server } = indexed;
const { host } = new URL(server.url);
const base = `http://${host}`;

function serve(path: string, body: string): string {
  server.break(path, { kind: 'body', body, contentType: 'text/plain' });
  return `${base}${path}`;
}

function filesOf({ stdout, stderr }: CliResult): readonly (string | undefined)[] {
  assert.notEqual(stdout, '', stderr);
  return [...stdout.matchAll(/"file": "([^-]+-[^-]+)/g)].map(([, file]) => file);
}

suite('by URL', () => {
  test('nested files lie beside the one that names them, each is read once', async () => {
    server.mend();
    const all = serve('/wanted/all.txt', '-r more/base.txt\n-c ../held.txt\nother\n');
    serve('/wanted/more/base.txt', 'thing<3\n-r ../all.txt\n-r /top.txt\n');
    serve('/top.txt', '# nothing\n');
    serve('/held.txt', 'helper<2\n');
    await rig.write('local.txt', `-r ${all}\n`);
    const before = server.requests.length;
    const result = await indexed.run('lock -r local.txt --format json');
    assert.deepEqual(filesOf(result), ['helper-1.5', 'other-1.0', 'thing-2.0']);
    const texts = server.requests.slice(before).map(({ path }) => path);
    assert.deepEqual(
      texts.filter((path) => path.endsWith('.txt')),
      ['/wanted/all.txt', '/wanted/more/base.txt', '/top.txt', '/held.txt'],
    );
  });

  test('constraints, from the command line and from the settings of a project', async () => {
    server.mend();
    const held = serve('/held.txt', 'helper<1.5\n');
    const flag = await indexed.run(['lock', 'thing', '-c', held, '--format', 'json']);
    assert.deepEqual(filesOf(flag), ['helper-1.0', 'thing-3.0']);
    await rig.write('project/pyproject.toml', `[tool.spip]\nconstraint = ["${held}"]\n`);
    const setting = await indexed.run('lock thing --format json', { cwd: 'project' });
    assert.deepEqual(filesOf(setting), ['helper-1.0', 'thing-3.0']);
  });

  test('what fails once is asked again; credentials are sent and never shown', async () => {
    server.mend();
    server.break('/private.txt', { kind: 'status', status: 503 }, 1);
    serve('/private.txt', 'thing\n\n--no-such-option\n');
    const before = server.requests.length;
    const result = await indexed.run([
      'lock',
      '-v',
      '-r',
      `http://ada:hidden@${host}/private.txt?token=hidden`,
    ]);
    assert.equal(result.status, 2, result.stderr);
    const asked = server.requests.slice(before);
    assert.deepEqual(
      asked.map(({ headers }) => headers.authorization),
      Array(2).fill(`Basic ${Buffer.from('ada:hidden').toString('base64')}`),
    );
    assert.match(result.stderr, /^debug: Retrying `http:\/\/127.0.0.1:\d+\/private.txt/m);
    assert.match(
      result.stderr,
      /found `--no-such-option`, in `http:\/\/\*\*\*@127.0.0.1:\d+\/private.txt\?\*\*\*:3`/,
    );
    assert.doesNotMatch(result.stderr, /hidden/);
  });

  test('what cannot be read is said', async () => {
    server.mend();
    const gone = await indexed.run(['lock', '-r', `${base}/gone.txt`]);
    assert.equal(gone.status, 2);
    assert.match(
      gone.stderr,
      /Failed to read `[^`]+\/gone.txt`: the server has no such file \(404\)/,
    );
    server.break('/locked.txt', { kind: 'status', status: 403 });
    const locked = await indexed.run(['lock', '-r', `${base}/locked.txt`]);
    assert.equal(locked.status, 3);
    assert.match(locked.stderr, /403 Forbidden/);
    const offline = await indexed.run(['lock', '-r', `${base}/held.txt`, '--offline']);
    assert.equal(offline.status, 3);
    assert.match(offline.stderr, /Failed to read `[^`]+\/held.txt` offline/);
    for (const url of ['file://elsewhere/x.txt', 'file:///x%2Fy.txt']) {
      const foreign = await indexed.run(['lock', '-r', url]);
      assert.equal(foreign.status, 2, foreign.stderr);
      assert.match(foreign.stderr, /^error: Expected a file URL of this machine, found `file:/);
    }
    const strange = await indexed.run(['lock', '-r', 'ftp://127.0.0.1/x.txt']);
    assert.equal(strange.status, 2);
    assert.match(strange.stderr, /Expected a path or an https, http or file URL/);
  });

  test('a file URL is a path', async () => {
    await rig.write('by url/wanted.txt', '-c held.txt\nthing==1.0\n');
    await rig.write('by url/held.txt', 'helper==1.0\n');
    const url = new URL(`file://${rig.project}/by url/wanted.txt`).href;
    const result = await indexed.run(['lock', '-r', url, '--format', 'json']);
    assert.deepEqual(filesOf(result), ['helper-1.0', 'thing-1.0']);
  });
});
