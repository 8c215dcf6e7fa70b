// What a user keeps secret in URLs is nowhere: not in what is said or recorded, not in any file, not in arguments of git.
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, readdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { CliResult } from '../support/rig.ts';

const thing = wheelFile({ name: 'thing', version: '1.0', requires: ['helper'] });
const indexed = await IndexedRig.open([thing, wheelFile({ name: 'helper', version: '1.0' })]);
after(() => indexed[Symbol.asyncDispose]());
const { rig, server } = indexed;
const { host } = new URL(server.url);

/** All spellings end in the same word, and are percent-encoded where a URL needs it. */
const spellings: readonly (readonly [kind: string, inUrl: string])[] = [
  ['plain', 'hidden-w0rd'],
  ['with a colon', 'a:hidden-w0rd'],
  ['with an at sign', 'a@hidden-w0rd'],
  ['escaped slash', 'a%2F-hidden-w0rd'],
  ['all escaped', 'hid%64en-w0rd'],
  ['with a backtick', 'a%60`hidden-w0rd'],
  ['with quotes', `a'"$(x)hidden-w0rd`],
];
/** These make no URL, or another one: whatever is made of them, nobody is to see it. */
const malformed: readonly (readonly [kind: string, inUrl: string])[] = [
  ['slash', 'a/hidden-w0rd'],
  ['slash behind digits', '12/hidden-w0rd'],
  ['question mark', 'a?hidden-w0rd'],
  ['number sign', 'a#hidden-w0rd'],
  ['space', 'a hidden-w0rd'],
  ['backtick and slash', 'a`/hidden-w0rd'],
  ['backslash', 'a\\hidden-w0rd'],
  ['bracket', 'a[hidden-w0rd'],
  ['broken escape', 'a%zz/hidden-w0rd'],
  ['control characters', 'a\t\n\u001bhidden-w0rd'],
];

const needles = ['en-w0rd', Buffer.from('hidden-w0rd').toString('hex')];

async function assertHidden(result: CliResult): Promise<void> {
  const texts = new Map<string, string>([
    ['stdout', result.stdout],
    ['stderr', result.stderr],
  ]);
  for (const folder of [rig.cacheDir, rig.dataDir, join(rig.root, 'git')]) {
    const reading = readdir(folder, { recursive: true, withFileTypes: true });
    // Where nothing has been kept yet there is no folder.
    const names = await reading.catch(() => []);
    for (const entry of names.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      texts.set(relative(rig.root, path), await readFile(path, 'latin1'));
    }
  }
  for (const [place, text] of texts) {
    for (const needle of needles) {
      assert.ok(!text.includes(needle), `${place} has the secret: ${text.slice(0, 2000)}`);
    }
    // As what is sent: `Basic <base64 of user:password>`.
    for (const [word] of text.matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)) {
      const decoded = Buffer.from(word, 'base64').toString('latin1');
      assert.ok(!decoded.includes(needles[0] ?? ''), `${place} has the secret in Base64`);
    }
  }
}

async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const result = await rig.run(args, { env });
  await assertHidden(result);
  return result;
}

before(async () => {
  // A git that writes down how it was called, and says what it was told to do.
  await mkdir(join(rig.root, 'git'));
  await writeFile(
    join(rig.root, 'git/git'),
    `#!/bin/sh
case "$*" in
*clone*) tr '\\0' ' ' < /proc/$$/cmdline >> '${rig.root}/git/called'
  echo "fatal: unable to access '$5': refused" >&2
  env | grep -c '^GIT_CONFIG_VALUE_0=' > '${rig.root}/git/told'
  exit 128;;
*) exec /usr/bin/env -u PATH PATH='${process.env['PATH'] ?? ''}' git "$@";;
esac
`,
  );
  await chmod(join(rig.root, 'git/git'), 0o755);
});

const withFakeGit = { PATH: `${rig.root}/git:${process.env['PATH'] ?? ''}` };

for (const [kind, secret] of spellings) {
  suite(`a password, ${kind}`, () => {
    const at = `http://me:${secret}@${host}`;

    test('of an index, of find-links and of a requirements file: used, not shown', async () => {
      server.break('/req.txt', { kind: 'body', body: 'thing\n', contentType: 'text/plain' });
      const seen = server.requests.length;
      const { status, stderr } = await run(
        ['matrix', '-r', `${at}/req.txt`, '--import-only', '--events', '-v', '--refresh'],
        { SPIP_INDEX_URL: `${at}/simple`, SPIP_FIND_LINKS: `${at}/simple/thing/` },
      );
      assert.equal(status, 0, stderr);
      const sent = server.requests.slice(seen).map(({ headers }) => headers.authorization);
      const expected = `Basic ${Buffer.from(`me:${decodeURIComponent(secret)}`).toString('base64')}`;
      assert.ok(sent.length > 2 && sent.every((value) => value === expected), String(sent));
    });

    test('of a lock, in each format', async () => {
      for (const format of ['json', 'pylock', 'table']) {
        const { status } = await run([
          'lock',
          'thing',
          '--format',
          format,
          '--index-url',
          `${at}/simple`,
        ]);
        assert.equal(status, 0);
      }
    });

    test('of an index that refuses or is not there', async () => {
      server.break('*', { kind: 'status', status: 403 }, 1);
      const refused = await run(['lock', 'thing', '--refresh'], { SPIP_INDEX_URL: `${at}/simple` });
      assert.match(refused.stderr, /403 Forbidden/);
      const dead = `http://me:${secret}@127.0.0.1:9/simple`;
      const env = { SPIP_HTTP_RETRIES: '0' };
      const gone = await run(
        ['matrix', 'thing', '--extra-index-url', dead, '-v', '--json', '-'],
        env,
      );
      assert.match(gone.stderr, /ECONNREFUSED/);
    });

    test('of a proxy', async () => {
      const env = { SPIP_PROXY: `me:${secret}@127.0.0.1:9`, SPIP_HTTP_RETRIES: '0' };
      const { stderr } = await run(['lock', 'thing', '--refresh', '-v'], env);
      assert.match(stderr, /through the proxy `http:\/\/\*\*\*@127\.0\.0\.1:9/);
    });

    test('of a repository: git is told by its environment', async () => {
      for (const reference of [`thing @ git+${at}/thing.git@v1`, `git+${at}/thing.git`]) {
        const { stderr } = await run(['lock', reference, '-v'], withFakeGit);
        assert.match(stderr, /Failed to clone `http:\/\/127/);
        assert.equal((await readFile(join(rig.root, 'git/told'), 'utf8')).trim(), '1');
      }
    });

    test('of a file, which is refused', async () => {
      const file = `${at}/files/${thing.filename}`;
      for (const reference of [`thing @ ${file}`, file]) {
        const { status, stderr } = await run(['matrix', reference, '-v']);
        assert.equal(status, 2);
        assert.match(stderr, /Expected a URL without credentials, found `http:\/\/\*\*\*@/);
      }
    });
  });
}

for (const [kind, secret] of malformed) {
  test(`a password that makes no URL (${kind})`, async () => {
    const at = `http://me:${secret}@${host}`;
    const quick = { SPIP_HTTP_RETRIES: '0', SPIP_HTTP_TIMEOUT: '1' };
    for (const [args, env] of [
      [['lock', 'thing', '--index-url', `${at}/simple`], {}],
      [['matrix', 'thing', '-v'], { SPIP_EXTRA_INDEX_URL: `${at}/simple` }],
      [['lock', 'thing', '--find-links', `${at}/links`], {}],
      [['lock', 'thing', '--refresh'], { SPIP_PROXY: `me:${secret}@127.0.0.1:9` }],
      [['lock', 'thing', '--refresh'], { HTTP_PROXY: `http://me:${secret}@127.0.0.1:9` }],
      [['matrix', `thing @ ${at}/files/${thing.filename}`], {}],
      [['matrix', `thing @ git+${at}/thing.git`], withFakeGit],
      [['lock', '-r', `${at}/req.txt`], {}],
      [['lock', 'thing', '--index-url', `me:${secret}@${host}/simple`], {}],
    ] as const) {
      const { stderr } = await run(args, { ...quick, ...env });
      assert.ok(!stderr.includes('bug in spip'), `${args.join(' ')}: ${stderr}`);
    }
  });
}

test('passwords in files of settings and of requirements are used, not shown', async () => {
  const at = `http://me:hidden-w0rd@${host}`;
  const gone = 'http://me:hidden-w0rd@127.0.0.1:9';
  const quick = { SPIP_HTTP_RETRIES: '0' };
  const files: Readonly<Record<string, (place: string) => string>> = {
    'pyproject.toml': (place) => `[tool.spip]\nextra-index-url = ["${place}/simple"]\n`,
    'uv.toml': (place) => `extra-index-url = ["${place}/simple"]\n`,
    'pip.conf': (place) => `[global]\nextra-index-url = ${place}/simple\n`,
    'more.txt': (place) =>
      `--extra-index-url ${place}/simple\n--find-links ${place}/links\n-r ${place}/req.txt\nthing\n`,
    'direct.txt': (place) =>
      `thing @ ${place}/files/${thing.filename}\nhelper @ git+${place}/h.git\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    for (const place of [at, gone]) {
      const path = await rig.write(name, text(place));
      const env = {
        ...quick,
        ...withFakeGit,
        ...(name === 'pip.conf' ? { PIP_CONFIG_FILE: path } : {}),
      };
      const isList = name.endsWith('.txt');
      const words = isList ? ['-r', path] : ['thing'];
      const seen = server.requests.length;
      for (const command of [
        ['matrix', ...words, '-v', '--events', '--import-only', '--refresh'],
        ...(isList
          ? ['--constraint', '--override'].map((option) => ['lock', 'thing', option, path])
          : []),
      ]) {
        const { stderr } = await run(command, env);
        assert.ok(!stderr.includes('bug in spip'), `${command.join(' ')}: ${stderr}`);
      }
      const sent = server.requests
        .slice(seen)
        .some(({ headers }) => headers.authorization !== undefined);
      assert.equal(sent, place === at && name !== 'direct.txt', name);
      await unlink(path);
    }
  }
  for (const name of [
    'PIP_EXTRA_INDEX_URL',
    'UV_EXTRA_INDEX_URL',
    'UV_DEFAULT_INDEX',
    'UV_INDEX',
  ]) {
    for (const place of [at, gone]) {
      await run(['matrix', 'thing', '-v', '--import-only'], {
        ...quick,
        [name]: `${place}/simple`,
      });
    }
  }
  for (const words of [['runs'], ['show', 'last'], ['show', 'last', '--json', '-']]) {
    await run(words);
  }
});

test('a token in a query: sent with each page, not shown', async () => {
  const env = { SPIP_INDEX_URL: `${server.url}?token=hidden-w0rd` };
  const seen = server.requests.length;
  const { status, stderr } = await run(
    [
      'matrix',
      'thing',
      '--import-only',
      '--events',
      '-v',
      '--find-links',
      `${server.url}/thing/?sig=hidden-w0rd`,
    ],
    env,
  );
  assert.equal(status, 0, stderr);
  const pages = server.requests.slice(seen).filter((request) => request.kind === 'page');
  assert.ok(pages.length > 1 && pages.every(({ query }) => query.endsWith('=hidden-w0rd')), stderr);
  server.break('*', { kind: 'status', status: 403 }, 1);
  assert.match((await run(['lock', 'thing', '--refresh'], env)).stderr, /\/thing\/\?\*\*\*`: 403/);
  const direct = `thing @ http://${host}/files/${thing.filename}?token=hidden-w0rd`;
  for (const format of ['json', 'pylock']) {
    const locked = await run(['lock', direct, '--format', format]);
    assert.equal(locked.status, 0, locked.stderr);
  }
});

test('what is private has a mode that says so', async () => {
  const open: string[] = [];
  for (const folder of [rig.dataDir, join(rig.cacheDir, 'locks'), join(rig.cacheDir, 'index-v3')]) {
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of names.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const isLocked = path.endsWith('.lock') || path.includes('ledger.git');
      if (!isLocked && ((await stat(path)).mode & 0o077) !== 0) {
        open.push(relative(rig.root, path));
      }
    }
  }
  assert.deepEqual(open, []);
});
