import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { chmod, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { cloneRepository } from '../../../../src/flows/trees/cloneRepository.ts';
import type { Context } from '../../../../src/model/context.ts';
import type { Credentials } from '../../../../src/model/settings.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { gitRepository, ownGit } from '../../../support/gitRepository.ts';
import type { GitRepository } from '../../../support/gitRepository.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

interface Origin extends GitRepository {
  readonly folder: string;
  readonly url: string;
  /** Where clones go. */
  readonly clone: string;
}

async function origin(t: TestContext): Promise<Origin> {
  const folder = await temporaryFolder(t);
  const repository = await gitRepository(join(folder, 'origin'));
  const url = pathToFileURL(repository.directory).href;
  return { ...repository, folder, url, clone: join(folder, 'clone') };
}

const never = new AbortController().signal;

interface Cloning {
  readonly revision?: string | undefined;
  readonly env?: Context['env'];
  readonly credentials?: Credentials;
  readonly drain?: AbortSignal;
}

/** Clones with a git that knows no settings of this machine. */
function clone(
  { url, clone: directory, folder }: Pick<Origin, 'url' | 'clone' | 'folder'>,
  { revision, credentials, env = ownGit(folder), drain = never }: Cloning = {},
): Promise<string> {
  const target = { kind: 'git', url, credentials, revision, subdirectory: undefined } as const;
  const stop = { drain, kill: never, received: () => undefined };
  return cloneRepository(target, directory, { env, stop });
}

/** A git that only prints this to standard error, and fails. */
async function failingGit(folder: string, said: string): Promise<{ readonly PATH: string }> {
  await writeFile(join(folder, 'git'), `#!/bin/sh\necho '${said}' >&2\nexit 1\n`);
  await chmod(join(folder, 'git'), 0o755);
  return { PATH: folder };
}

suite('cloneRepository', () => {
  test('checks out the newest commit, a tag, a branch or a commit, and says which it is', async (t) => {
    const repository = await origin(t);
    const first = await repository.commit({ 'a.py': '1' });
    repository.git('tag', 'v1');
    repository.git('checkout', '--quiet', '-b', 'topic/x');
    const topic = await repository.commit({ 'a.py': '2' });
    repository.git('checkout', '--quiet', 'main');
    const last = await repository.commit({ 'a.py': '3' });
    for (const [at, [revision, commit, text]] of (
      [
        [undefined, last, '3'],
        ['v1', first, '1'],
        ['topic/x', topic, '2'],
        [topic.slice(0, 12), topic, '2'],
        ['main', last, '3'],
      ] as const
    ).entries()) {
      const directory = `${repository.clone}${at}`;
      assert.equal(await clone({ ...repository, clone: directory }, { revision }), commit);
      assert.equal(await readFile(join(directory, 'a.py'), 'utf8'), text);
    }
  });

  test('brings submodules', async (t) => {
    const repository = await origin(t);
    const inner = await gitRepository(join(repository.folder, 'inner'));
    await inner.commit({ 'inner.py': '' });
    await repository.commit({ 'outer.py': '' });
    const allow = ['-c', 'protocol.file.allow=always'];
    repository.git(...allow, 'submodule', '--quiet', 'add', inner.directory, 'sub');
    const commit = await repository.commit({});
    // The user's settings hold: this git fetches submodules from local paths.
    await writeFile(join(repository.folder, '.gitconfig'), '[protocol "file"]\n  allow = always\n');
    assert.equal(await clone(repository), commit);
    assert.deepEqual((await readdir(join(repository.clone, 'sub'))).toSorted(), [
      '.git',
      'inner.py',
    ]);
  });

  test('a revision that is not there is the user’s mistake', async (t) => {
    const repository = await origin(t);
    await repository.commit({ 'a.py': '' });
    assert.deepEqual(
      await failureOf(() => clone(repository, { revision: 'nowhere' }), { url: repository.url }),
      {
        code: 'no-such-version',
        message: 'Failed to check out `nowhere` of `<url>`',
      },
    );
  });

  test('so is a repository without any commit', async (t) => {
    const repository = await origin(t);
    assert.deepEqual(await failureOf(() => clone(repository), { url: repository.url }), {
      code: 'no-such-version',
      message: 'Failed to check out `HEAD` of `<url>`',
    });
  });

  test('a repository that cannot be had is unreachable, in git’s last words', async (t) => {
    const folder = await temporaryFolder(t);
    const url = pathToFileURL(join(folder, 'absent')).href;
    const failed = () => clone({ url, folder, clone: join(folder, 'clone') });
    assert.deepEqual(await failureOf(failed, { url, folder }), {
      code: 'index-unreachable',
      message: "Failed to clone `<url>`: '<folder>/absent' does not appear to be a git repository",
    });
  });

  test('git is told who asks by its environment alone', async (t) => {
    const folder = await temporaryFolder(t);
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.writeHead(403).end();
    }).listen(0, '127.0.0.1');
    t.after(() => server.close().closeAllConnections());
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const url = `http://127.0.0.1:${port}/r.git`;
    const credentials = { username: 'me', password: 'p/@:w' };
    const failed = () => clone({ url, folder, clone: join(folder, 'clone') }, { credentials });
    const { code, message } = await failureOf(failed);
    assert.equal(code, 'index-unreachable');
    assert.ok(!message.includes('p/@:w'));
    assert.equal(asked[0], `Basic ${Buffer.from('me:p/@:w').toString('base64')}`);
  });

  test('credentials are shown nowhere', async (t) => {
    const folder = await temporaryFolder(t);
    const url = 'https://me:secret@x.example/r.git';
    const env = await failingGit(folder, `fatal: no ${url} and no ssh://git@y.example/z`);
    const failed = () => clone({ url, folder, clone: join(folder, 'clone') }, { env });
    assert.deepEqual(await failureOf(failed), {
      code: 'index-unreachable',
      message:
        'Failed to clone `https://***@x.example/r.git`: no https://***@x.example/r.git and no ssh://***@y.example/z',
    });
  });

  test('a git that says nothing is only named by what it was to do', async (t) => {
    const folder = await temporaryFolder(t);
    const env = await failingGit(folder, '');
    const url = 'https://x.example/r.git';
    const failed = () => clone({ url, folder, clone: join(folder, 'clone') }, { env });
    assert.deepEqual(await failureOf(failed), {
      code: 'index-unreachable',
      message: 'Failed to clone `https://x.example/r.git`',
    });
  });

  test('a submodule that cannot be had is unreachable too', async (t) => {
    const repository = await origin(t);
    const inner = await gitRepository(join(repository.folder, 'inner'));
    await inner.commit({ 'inner.py': '' });
    const allow = ['-c', 'protocol.file.allow=always'];
    repository.git(...allow, 'submodule', '--quiet', 'add', inner.directory, 'sub');
    await repository.commit({});
    // Without the user's leave git fetches no submodule from a local path.
    const { code, message } = await failureOf(() => clone(repository), { url: repository.url });
    assert.equal(code, 'index-unreachable');
    assert.match(message, /^Failed to clone the submodules of `<url>`: .*[^.]$/);
  });

  test('Ctrl-C ends it, whatever git says then', async (t) => {
    const folder = await temporaryFolder(t);
    const url = 'https://me@x.example/r.git';
    const env = await failingGit(folder, 'fatal: no');
    const failed = () =>
      clone({ url, folder, clone: join(folder, 'clone') }, { env, drain: AbortSignal.abort() });
    assert.deepEqual(await failureOf(failed), {
      code: 'interrupted',
      message: 'Failed to clone `https://***@x.example/r.git`: interrupted',
    });
  });

  test('without git it says who needs it', async (t) => {
    const folder = await temporaryFolder(t);
    const url = 'https://x.example/r.git';
    const none = { PATH: folder };
    const failed = () => clone({ url, folder, clone: join(folder, 'clone') }, { env: none });
    assert.deepEqual(await failureOf(failed), {
      code: 'git-missing',
      message: 'Failed to find git, which `git+https://x.example/r.git` needs',
      hint: 'install git, or put it on PATH',
    });
  });
});
