import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { parseInput, readInputs } from '../../../../src/flows/ask/readInputs.ts';
import type { HashedRequirement, Inputs } from '../../../../src/flows/ask/readInputs.ts';
import type { ResolutionOptions } from '../../../../src/options/resolutionOptions.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { resolutionOptions } from '../options.ts';
import { noInputs } from './noInputs.ts';

interface Asked extends Partial<ResolutionOptions> {
  readonly requirements?: readonly string[];
}

interface Folder {
  readonly path: string;
  /** What these options read from the folder; requirements as their texts. */
  read(asked: Asked): Promise<Inputs>;
  refusal(asked: Asked): ReturnType<typeof failureOf>;
}

/** A folder with these files; `remote` are those of a server, by URL. */
async function folderOf(
  t: TestContext,
  files: Readonly<Record<string, string>>,
  remote: Readonly<Record<string, string>> = {},
): Promise<Folder> {
  const path = await temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  const fetchText = async (url: string): Promise<string> =>
    await Promise.resolve(remote[url] ?? assert.fail(`Unexpected fetch: ${url}`));
  const read = ({ requirements = [], ...resolution }: Asked): Promise<Inputs> =>
    readInputs(
      { requirements, resolution: { ...resolutionOptions, ...resolution } },
      { cwd: path, env: { HOST: 'x.example' }, fetchText },
    );
  return { path, read, refusal: (asked) => failureOf(() => read(asked), { folder: path }) };
}

/** Whole inputs, requirements in a short form. */
function shown({ constraints, overrides, ...rest }: Inputs): object {
  const short = ({ requirement, hashes }: HashedRequirement): string =>
    [requirement.text, ...hashes].join(' ');
  return { ...rest, constraints: constraints.map(short), overrides: overrides.map(short) };
}

const digest = 'a'.repeat(64);
const operand = (text: string) => ({ text, origin: undefined, hashes: [] });
const line = (text: string, origin: string, hashes: readonly string[] = []) => ({
  text,
  origin,
  hashes,
});

suite('readInputs', () => {
  test('the command line comes first, then groups, then files, in order', async (t) => {
    const folder = await folderOf(t, {
      'one.txt': `idna>=3 --hash=sha256:${digest}\n\nattrs\n`,
      'two.txt': 'certifi\n',
      'pyproject.toml':
        '[dependency-groups]\ntest = ["pytest", {include-group = "lint"}]\nlint = ["ruff"]\n',
    });
    const inputs = await folder.read({
      requirements: ['six', 'six'],
      requirementFiles: ['one.txt', 'two.txt'],
      groups: ['test'],
    });
    assert.deepEqual(shown(inputs), {
      ...noInputs,
      requirements: [
        operand('six'),
        operand('six'),
        line('pytest', 'pyproject.toml, dependency group test'),
        line('ruff', 'pyproject.toml, dependency group test'),
        line('idna>=3', 'one.txt:1', [digest]),
        line('attrs', 'one.txt:3'),
        line('certifi', 'two.txt:1'),
      ],
    });
  });

  test('nothing asked for is nothing, and no file is looked for', async (t) => {
    const folder = await folderOf(t, { 'pyproject.toml': 'malformed' });
    assert.deepEqual(shown(await folder.read({})), noInputs);
  });

  test('nested files take the role of the file that names them, each once in a role', async (t) => {
    const folder = await folderOf(t, {
      'all.txt': '-r sub/more.txt\n-c sub/limits.txt\n-r sub/more.txt\nsix\n',
      'sub/more.txt': '-r ../all.txt\nidna\n',
      'sub/limits.txt': '-r more.txt\nidna<4\n',
      'sub/all.txt': 'not this one\n',
    });
    const inputs = await folder.read({ requirementFiles: ['all.txt', './all.txt'] });
    assert.deepEqual(shown(inputs), {
      ...noInputs,
      requirements: [line('idna', 'sub/more.txt:2'), line('six', 'all.txt:4')],
      constraints: ['six', 'idna', 'idna<4'],
    });
  });

  test('what a remote file names lies beside it, and variables are replaced', async (t) => {
    const folder = await folderOf(
      t,
      {},
      {
        'https://x.example/sub/all.txt': '-r more.txt\n-c https://${HOST}/limits.txt\n',
        'https://x.example/sub/more.txt': 'six\n',
        'https://x.example/limits.txt': 'six<2\n',
      },
    );
    const inputs = await folder.read({ requirementFiles: ['https://x.example/sub/all.txt'] });
    assert.deepEqual(shown(inputs), {
      ...noInputs,
      requirements: [line('six', 'https://x.example/sub/more.txt:1')],
      constraints: ['six<2'],
    });
  });

  test('constraints, their direct references and overrides go apart', async (t) => {
    const folder = await folderOf(t, {
      'limits.txt': `idna<4 --hash=sha256:${digest}\nsix @ https://x.example/six-1.0.tar.gz\n`,
      'instead.txt': `attrs==22 --hash=sha256:${digest}\n`,
    });
    const inputs = await folder.read({
      constraintFiles: ['limits.txt'],
      overrideFiles: ['instead.txt'],
    });
    assert.deepEqual(shown(inputs), {
      ...noInputs,
      constraints: [`idna<4 ${digest}`],
      sources: [line('six @ https://x.example/six-1.0.tar.gz', 'limits.txt:2')],
      overrides: [`attrs==22 ${digest}`],
    });
  });

  test('options of files hold for the run; what they say about the index names the first of them', async (t) => {
    const folder = await folderOf(t, {
      'plain.txt': '--pre\n--require-hashes\n--only-binary Some_Name,:none:\n--no-binary :all:\n',
      'index.txt':
        '--extra-index-url https://b.example/simple\n-i https://a.example/simple\n-f wheels\n-f https://c.example/links\n--trusted-host a.example\n--no-index\n',
      'later.txt': '-i https://d.example/simple\n',
      'wheels/x': '',
    });
    const flags = {
      requireHashes: true,
      pre: true,
      onlyBinary: ['some-name', ':none:'],
      noBinary: [':all:'],
    };
    const plain = await folder.read({ requirementFiles: ['plain.txt'] });
    assert.deepEqual(shown(plain), { ...noInputs, ...flags });
    const all = ['plain.txt', 'index.txt', 'later.txt'];
    assert.deepEqual(shown(await folder.read({ requirementFiles: all })), {
      ...noInputs,
      ...flags,
      index: {
        source: 'index.txt',
        indexUrl: 'https://d.example/simple',
        noIndex: true,
        extraIndexUrls: ['https://b.example/simple'],
        findLinks: [join(folder.path, 'wheels'), 'https://c.example/links'],
        trustedHosts: ['a.example'],
      },
    });
  });

  test('a group is that of the nearest project above', async (t) => {
    const folder = await folderOf(t, { 'pyproject.toml': '[dependency-groups]\ntest = ["six"]\n' });
    const inputs = await readInputs(
      { requirements: [], resolution: { ...resolutionOptions, groups: ['Test'] } },
      { cwd: join(folder.path, 'below'), env: {}, fetchText: () => assert.fail() },
    );
    assert.deepEqual(shown(inputs), {
      ...noInputs,
      requirements: [line('six', 'pyproject.toml, dependency group Test')],
    });
  });
});

suite('readInputs refuses', () => {
  const malformed = {
    'extra.txt': '\nsix[more]<2\n',
    'direct.txt': 'six @ https://x.example/six-1.0.tar.gz\n',
    'broken.txt': 'six\nsix>>1\n',
    'pyproject.toml': '[project]\nname = "x"\n',
  };
  const cases: readonly (readonly [
    what: string,
    asked: Asked,
    failure: Awaited<ReturnType<typeof failureOf>>,
  ])[] = [
    [
      'a constraint with extras',
      { constraintFiles: ['extra.txt'] },
      {
        code: 'invalid-requirement',
        message: 'Expected a constraint without extras, found `six[more]<2`, in `extra.txt:2`',
      },
    ],
    [
      'an override that is a direct reference',
      { overrideFiles: ['direct.txt'] },
      {
        code: 'invalid-requirement',
        message: 'Expected versions, found a direct reference `six @`, in `direct.txt:1`',
        hint: 'ask for it as a requirement: then nothing else is taken for that package',
      },
    ],
    [
      'a malformed constraint, by its place',
      { constraintFiles: ['broken.txt'] },
      {
        code: 'invalid-requirement',
        message:
          'Expected a version specifier such as `>=1.0`, `@`, `;` or the end at column 4 (`>>1`) of `six>>1`, in `broken.txt:2`',
      },
    ],
    [
      'a file that is not there',
      { requirementFiles: ['absent.txt'] },
      {
        code: 'not-found',
        message: 'Failed to read the file `absent.txt`',
        hint: 'looked for it at `<folder>/absent.txt`',
      },
    ],
    [
      'a group that no project has',
      { groups: ['test'] },
      {
        code: 'invalid-requirement',
        message: 'Failed to find the dependency group `test`',
        hint: 'there is no `[dependency-groups]`',
      },
    ],
  ];
  for (const [what, asked, failure] of cases) {
    test(what, async (t) => {
      const folder = await folderOf(t, malformed);
      assert.deepEqual(await folder.refusal(asked), failure);
    });
  }

  test('a group without any project', async (t) => {
    const folder = await folderOf(t, {});
    assert.deepEqual(await folder.refusal({ groups: ['test'] }), {
      code: 'not-found',
      message: 'Failed to find a `pyproject.toml` for `--group`',
      hint: 'looked for it in `<folder>` and above',
    });
  });
});

suite('parseInput', () => {
  test('a requirement is shown as it stands, or as it was written before', () => {
    assert.equal(parseInput({ text: 'six==1', origin: undefined }).text, 'six==1');
    const pinned = parseInput({ text: 'six==1', origin: 'a.txt:1', shown: './six' });
    assert.deepEqual([pinned.name, pinned.text], ['six', './six']);
  });

  test('a malformed one names its place, where it has one', async () => {
    const message =
      'Expected a version specifier such as `>=1.0`, `@`, `;` or the end at column 4 (`>>1`) of `six>>1`';
    const parse = (origin: string | undefined) => () => parseInput({ text: 'six>>1', origin });
    assert.deepEqual(await failureOf(parse(undefined)), { code: 'invalid-requirement', message });
    assert.deepEqual(await failureOf(parse('a.txt:7')), {
      code: 'invalid-requirement',
      message: `${message}, in \`a.txt:7\``,
    });
  });
});
