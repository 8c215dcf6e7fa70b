import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import { loadSettings } from '../../../src/config/loadSettings.ts';
import type { LoadSettingsOptions } from '../../../src/config/loadSettings.ts';
import { SpipError } from '../../../src/lib/spipError.ts';
import type { Settings } from '../../../src/config/settings.ts';

/** A machine's `etc`, a home and a project in a temporary directory. */
async function settingsOf(
  files: Readonly<Record<string, string>>,
  options: Partial<Omit<LoadSettingsOptions, 'cwd' | 'home'>> & { readonly cwd?: string } = {},
): Promise<Settings> {
  const root = await mkdtemp(join(tmpdir(), 'spip-config-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    await mkdir(join(root, 'project/deep'), { recursive: true });
    const settings = await loadSettings({
      flags: options.flags ?? {},
      env: { XDG_CONFIG_DIRS: join(root, 'etc'), ...options.env },
      cwd: join(root, options.cwd ?? 'project'),
      home: join(root, 'home'),
      platform: options.platform ?? 'linux',
      etc: join(root, 'etc'),
    });
    return JSON.parse(JSON.stringify(settings).replaceAll(root, 'ROOT')) as Settings;
  } finally {
    await rm(root, { recursive: true });
  }
}

const urls = (settings: Settings): readonly (readonly string[])[] =>
  settings.index.groups.map((group) => group.map((index) => index.url));

suite('which indexes are asked', () => {
  test('without any setting the public index alone', async () => {
    const settings = await settingsOf({});
    assert.deepEqual(urls(settings), [['https://pypi.org/simple']]);
    assert.equal(
      settings.index.describe,
      'One index is asked: `https://pypi.org/simple` (default)',
    );
  });

  test("indexes of pip's settings are merged with the default", async () => {
    const settings = await settingsOf(
      {},
      { env: { PIP_EXTRA_INDEX_URL: 'https://a.test/simple/ file:///b' } },
    );
    assert.deepEqual(urls(settings), [
      ['https://pypi.org/simple', 'https://a.test/simple', 'file:///b'],
    ]);
    assert.match(settings.index.describe, /merged, as pip's settings ask.*PIP_EXTRA_INDEX_URL/);
  });

  test("indexes of spip's and uv's settings are asked in order, extra ones first", async () => {
    const settings = await settingsOf(
      {},
      {
        flags: { indexUrl: 'https://main.test/simple' },
        env: { UV_EXTRA_INDEX_URL: 'https://a.test https://b.test' },
      },
    );
    assert.deepEqual(urls(settings), [
      ['https://a.test'],
      ['https://b.test'],
      ['https://main.test/simple'],
    ]);
  });

  test("an index of spip answers before pip's merged ones", async () => {
    const settings = await settingsOf(
      {},
      {
        env: { SPIP_EXTRA_INDEX_URL: 'https://own.test', PIP_INDEX_URL: 'https://pip.test' },
      },
    );
    assert.deepEqual(urls(settings), [['https://own.test'], ['https://pip.test']]);
  });

  test('--index-strategy overrides in both directions', async () => {
    const env = { PIP_EXTRA_INDEX_URL: 'https://a.test' };
    const first = await settingsOf({}, { env, flags: { indexStrategy: 'first-index' } });
    assert.deepEqual(urls(first), [['https://a.test'], ['https://pypi.org/simple']]);
    const best = await settingsOf(
      {},
      {
        flags: { indexStrategy: 'unsafe-best-match', extraIndexUrls: ['https://a.test'] },
      },
    );
    assert.deepEqual(urls(best), [['https://pypi.org/simple', 'https://a.test']]);
    await assert.rejects(
      settingsOf({}, { env: { SPIP_INDEX_STRATEGY: 'newest' } }),
      /`first-index` or/,
    );
  });

  test('no-index asks none and keeps find-links', async () => {
    const settings = await settingsOf(
      {},
      {
        flags: { noIndex: true, findLinks: ['wheels', 'https://links.test/page.html'] },
      },
    );
    assert.deepEqual(urls(settings), []);
    assert.deepEqual(
      settings.index.findLinks.map(({ url }) => url),
      ['file://ROOT/project/wheels', 'https://links.test/page.html'],
    );
  });

  test('credentials are taken out of URLs and never shown', async () => {
    const settings = await settingsOf(
      {},
      { flags: { indexUrl: 'https://me:p%40ss@own.test/simple/' } },
    );
    const [index] = settings.index.groups[0] ?? [];
    assert.equal(index?.url, 'https://own.test/simple');
    assert.deepEqual(index.credentials, { username: 'me', password: 'p@ss' });
    assert.ok(!settings.index.describe.includes('p@ss'));
    await assert.rejects(
      settingsOf({}, { flags: { indexUrl: 'ftp://me:secret@own.test/' } }),
      (error) => error instanceof SpipError && !error.message.includes('secret'),
    );
  });
});

suite('where settings come from', () => {
  test('the first place wins', async () => {
    const files = {
      'project/pyproject.toml': '[tool.spip]\nindex-url = "https://toml.test"\n',
      'project/uv.toml': 'index-url = "https://uv-toml.test"\n',
      'pip.conf': '[global]\nindex-url = https://conf.test\n',
    };
    const env = {
      SPIP_INDEX_URL: 'https://spip.test',
      UV_INDEX_URL: 'https://uv.test',
      PIP_INDEX_URL: 'https://pip.test',
    };
    const steps: readonly (readonly [Partial<LoadSettingsOptions>, object, string])[] = [
      [{ flags: { indexUrl: 'https://flag.test' }, env }, files, 'https://flag.test'],
      [{ env }, files, 'https://spip.test'],
      [{ env: { ...env, SPIP_INDEX_URL: '' } }, files, 'https://toml.test'],
      [
        { env: { UV_INDEX_URL: env.UV_INDEX_URL } },
        { 'project/uv.toml': files['project/uv.toml'] },
        'https://uv.test',
      ],
      [
        { env: { PIP_INDEX_URL: env.PIP_INDEX_URL } },
        { 'project/uv.toml': files['project/uv.toml'] },
        'https://uv-toml.test',
      ],
      [{ env: { PIP_INDEX_URL: env.PIP_INDEX_URL } }, {}, 'https://pip.test'],
    ];
    for (const [options, present, expected] of steps) {
      const settings = await settingsOf({ ...present }, options);
      assert.deepEqual(urls(settings), [[expected]], expected);
    }
  });

  test('the nearest pyproject.toml of the parents counts', async () => {
    const settings = await settingsOf(
      { 'project/pyproject.toml': '[tool.spip]\njobs = 3\nfind-links = ["wheels"]\n' },
      { cwd: 'project/deep' },
    );
    assert.deepEqual(settings.options.jobs, {
      value: 3,
      source: 'ROOT/project/pyproject.toml [tool.spip] jobs',
    });
    assert.equal(settings.index.findLinks[0]?.url, 'file://ROOT/project/wheels');
    assert.deepEqual(settings.files, ['ROOT/project/pyproject.toml']);
  });

  test("uv's named indexes, credentials and explicit ones", async () => {
    const toml = [
      '[[tool.uv.index]]',
      'name = "own-index"',
      'url = "https://own.test/simple"',
      '[[tool.uv.index]]',
      'name = "torch"',
      'url = "https://torch.test"',
      'explicit = true',
      '[[tool.uv.index]]',
      'url = "https://main.test"',
      'default = true',
    ].join('\n');
    const settings = await settingsOf(
      { 'project/pyproject.toml': toml },
      { env: { UV_INDEX_OWN_INDEX_USERNAME: 'me', UV_INDEX_OWN_INDEX_PASSWORD: 'x' } },
    );
    assert.deepEqual(urls(settings), [['https://own.test/simple'], ['https://main.test']]);
    assert.equal(settings.index.groups[0]?.[0]?.credentials?.username, 'me');
    const named = await settingsOf({}, { env: { UV_INDEX: 'own=https://own.test' } });
    assert.deepEqual(urls(named)[0], ['https://own.test']);
  });

  test("pip's files: machine, then user, [install] before [global], lists over several lines", async () => {
    const settings = await settingsOf({
      'etc/pip/pip.conf': '[global]\ntimeout = 60\ncert = /machine.pem\nconstraint = c.txt\n',
      'home/.config/pip/pip.conf':
        '# mine\n[install]\ntimeout: 20\n[global]\ntimeout = 30\nextra_index_url =\n    https://a.test\n    ; no\n    https://b.test\n',
    });
    assert.deepEqual(settings.index.timeoutSeconds, {
      value: 20,
      source: 'ROOT/home/.config/pip/pip.conf [install] timeout',
    });
    assert.equal(settings.index.certificates.authorities?.value, '/machine.pem');
    assert.deepEqual(urls(settings), [
      ['https://pypi.org/simple', 'https://a.test', 'https://b.test'],
    ]);
  });

  test('PIP_CONFIG_FILE stands in for the files of the user if it exists', async () => {
    const files = {
      'etc/pip.conf': '[global]\nretries = 5\nproxy = proxy.test:3128\n',
      'home/.pip/pip.conf': '[global]\nretries = 1\n',
      'project/named.conf': '[global]\nretries = 9\n',
    };
    const retries = async (env: Record<string, string>): Promise<number> =>
      (await settingsOf(files, { env })).index.retries.value;
    assert.equal(await retries({ PIP_CONFIG_FILE: 'named.conf' }), 9);
    assert.equal(await retries({ PIP_CONFIG_FILE: 'missing.conf' }), 1);
    assert.equal(await retries({ PIP_CONFIG_FILE: '/dev/null' }), 4);
    const { index } = await settingsOf(files);
    assert.equal(index.proxies.http?.value, 'http://proxy.test:3128');
  });

  test('certificates, proxies and time limits of the environment', async () => {
    const { index } = await settingsOf(
      {},
      {
        env: {
          REQUESTS_CA_BUNDLE: '/requests.pem',
          SSL_CERT_FILE: '/ssl.pem',
          HTTPS_PROXY: 'http://upper.test:1',
          https_proxy: 'lower.test:2',
          NO_PROXY: 'localhost,.corp',
          UV_HTTP_TIMEOUT: '7',
          PIP_TRUSTED_HOST: 'a.test b.test:8443',
        },
      },
    );
    assert.deepEqual(index.certificates.authorities, {
      value: '/requests.pem',
      source: 'REQUESTS_CA_BUNDLE',
    });
    assert.deepEqual(index.proxies, {
      https: { value: 'http://lower.test:2', source: 'https_proxy' },
      direct: 'localhost,.corp',
    });
    assert.equal(index.timeoutSeconds.value, 7);
    assert.deepEqual(index.certificates.trustedHosts.value, ['a.test', 'b.test:8443']);
  });
});

suite('options and places', () => {
  test('variables before the project, each with its source', async () => {
    const { options } = await settingsOf(
      {
        'project/pyproject.toml':
          '[tool.spip]\npython = ["3.8", ">=3.9, <3.12"]\ntimeout = 1.5\nfail-fast = true\n',
      },
      { env: { SPIP_TIMEOUT: '30', SPIP_ONLY_BINARY: 'numpy, lxml' } },
    );
    assert.deepEqual(options.timeout, { value: 30, source: 'SPIP_TIMEOUT' });
    assert.deepEqual(options.pythons?.value, ['3.8', '>=3.9, <3.12']);
    assert.equal(options.failFast?.value, true);
    assert.deepEqual(options.onlyBinary?.value, ['numpy', 'lxml']);
    assert.equal(options.jobs, undefined);
  });

  test('an unknown key names file, key and the nearest known one', async () => {
    await assert.rejects(
      settingsOf({ 'project/pyproject.toml': '[tool.spip]\ntime-out = 3\n' }),
      (error) =>
        error instanceof SpipError &&
        error.code === 'invalid-settings' &&
        error.message.endsWith('project/pyproject.toml` [tool.spip]: `time-out`') &&
        error.hint === 'Did you mean `timeout`?',
    );
  });

  test('a wrong value names its source, the rule and the value', async () => {
    const wrong: readonly (readonly [Record<string, string>, RegExp])[] = [
      [{ SPIP_JOBS: '0' }, /a whole number of at least 1 in `SPIP_JOBS`: `0`/],
      [{ PIP_DEFAULT_TIMEOUT: 'soon' }, /a number of seconds above 0 in `PIP_DEFAULT_TIMEOUT`/],
      [{ PIP_NO_INDEX: 'perhaps' }, /`true` or `false` in `PIP_NO_INDEX`: `perhaps`/],
    ];
    for (const [env, message] of wrong) {
      await assert.rejects(settingsOf({}, { env }), message);
    }
    await assert.rejects(
      settingsOf({ 'project/pyproject.toml': '[tool.spip\n' }),
      /Failed to parse `.*pyproject.toml`, line 1, column/,
    );
    await assert.rejects(
      settingsOf({ 'etc/pip/pip.conf': 'timeout = 3\n' }),
      /line 1 of `.*pip\.conf`: `timeout = 3`/,
    );
  });

  test('places: flag, variable, project, convention', async () => {
    const files = { 'project/pyproject.toml': '[tool.spip]\ncache-dir = ".cache"\n' };
    const place = async (options: Partial<LoadSettingsOptions>, present = {}): Promise<string> =>
      (await settingsOf(present, options)).places.cacheDir;
    assert.equal(await place({ flags: { cacheDir: '/c' } }, files), '/c');
    assert.equal(await place({ env: { SPIP_CACHE_DIR: '/v' } }, files), '/v');
    assert.equal(await place({}, files), 'ROOT/project/.cache');
    assert.equal(await place({ env: { XDG_CACHE_HOME: '/x' } }), '/x/spip');
    assert.equal(await place({ env: { XDG_CACHE_HOME: 'relative' } }), 'ROOT/home/.cache/spip');
    assert.equal(await place({ platform: 'darwin' }), 'ROOT/home/Library/Caches/spip');
  });
});
