// Bad input: one clear message with the value, the rule and the way out; nothing is left behind.
import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { normalise } from '../support/normalise.ts';
import type { CliOptions } from '../support/rig.ts';

const indexed = await IndexedRig.open([
  wheelFile({ name: 'thing', version: '1.0' }),
  wheelFile({ name: 'thing', version: '2.0' }),
  wheelFile({ name: 'withdrawn', version: '1.0' }, { yanked: 'leaks keys' }),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig, server } = indexed;
await rig.write('plain', 'a regular file\n');

interface Case {
  readonly what: string;
  readonly args: string | readonly string[];
  readonly status?: number;
  readonly stderr: string;
  readonly options?: CliOptions;
}

const fileUrlRules = {
  'file://elsewhere/links': 'File URL host must be "localhost" or empty on linux',
  'file:///a%2Fb': 'File URL path must not include encoded / characters',
  'file:///a%00b': 'File URL path must not include NUL characters',
} as const;

const cases: readonly Case[] = [
  {
    what: 'an unknown package',
    args: 'matrix thingy',
    stderr: `error: Failed to find the package \`thingy\`
hint: no index has that name: check the spelling and the index settings (\`-v\` shows them)
`,
  },
  {
    what: 'one unknown package among known ones',
    args: 'matrix thing absent',
    stderr: `error: Failed to find the package \`absent\`
hint: no index has that name: check the spelling and the index settings (\`-v\` shows them)
`,
  },
  {
    what: 'a script whose name is mistyped',
    args: 'matrix thing mistaken.py',
    stderr: `error: Failed to find the package \`mistaken-py\`
hint: the working directory has no script \`mistaken.py\`, and no index has that name: check the spelling and the index settings (\`-v\` shows them)
`,
  },
  ...(
    [
      ['--max-memory', '1', '16 MB'],
      ['--max-memory', '15.9MB', '16 MB'],
      ['--max-processes', '1', '2'],
    ] as const
  ).map(([flag, value, least]) => ({
    what: `${flag} ${value}, too little for any Python`,
    args: ['matrix', 'thing', flag, value],
    stderr: `error: Expected \`${flag}\` to be at least \`${least}\`, which a Python takes to start, found \`${value}\`\n`,
  })),
  {
    what: 'no such version',
    args: 'matrix thing==9',
    stderr: `error: Expected a release of \`thing\` that satisfies \`==9\`, found none among 2
hint: the newest are 2.0, 1.0; the oldest is 1.0
`,
  },
  {
    what: 'no version in a range',
    args: 'matrix thing --versions >=3',
    stderr: `error: Expected a release of \`thing\` that satisfies \`>=3\`, found none among 2
hint: the newest are 2.0, 1.0; the oldest is 1.0
`,
  },
  {
    what: 'only yanked releases',
    args: 'matrix withdrawn',
    stderr: `error: Expected a release of \`withdrawn\` that is not yanked, found only yanked ones: 1.0
hint: pass \`--yanked\` or pin one with \`==\`; the maintainers wrote: leaks keys
`,
  },
  {
    what: 'a malformed requirement',
    args: ['matrix', 'thing >= '],
    stderr: `error: Expected a version specifier such as \`>=1.0\`, \`@\`, \`;\` or the end at column 7 (\`>=\`) of \`thing >=\`
`,
  },
  {
    what: 'a malformed name',
    args: 'matrix th!ng',
    stderr: `error: Expected a version specifier such as \`>=1.0\`, \`@\`, \`;\` or the end at column 3 (\`!ng\`) of \`th!ng\`
`,
  },
  {
    what: 'a malformed specifier',
    args: 'matrix thing --versions =>2',
    stderr: `error: Expected a version specifier such as \`>=1.0\`, got \`=>2\`
`,
  },
  {
    what: 'a malformed limit',
    args: 'matrix thing --limit many',
    stderr: `error: Expected \`--limit\` to be a whole number of at least 1, found \`many\`
`,
  },
  {
    what: 'a package twice',
    args: 'matrix thing Thing>1',
    stderr: `error: Expected each package once, found \`thing\` twice
hint: join the specifiers, for example \`"click>=8,<9"\`
`,
  },
  {
    what: 'a direct reference',
    args: ['matrix', 'thing @ https://example.test/x.whl'],
    stderr: `error: Expected five or six parts joined by \`-\`, then \`.whl\` in the wheel file name \`x.whl\`
hint: wheels are named \`name-version[-build]-python-abi-platform.whl\`
`,
  },
  {
    what: '--all with --limit',
    args: 'matrix thing --all --limit 3',
    stderr: `error: Expected either \`--all\` or \`--limit 3\`, found both
`,
  },
  {
    what: 'a Python that is not here',
    args: 'matrix thing --python 3.99',
    stderr: `error: Failed to find a Python that matches \`3.99\`
hint: found <pythons> (\`spip python list\` shows all); ask for one of these, install it, or give the path of an executable
`,
  },
  {
    what: 'a specifier that no Python satisfies',
    args: 'matrix thing --python >=3.99',
    stderr: `error: Failed to find a Python that matches \`>=3.99\`
hint: found <pythons> (\`spip python list\` shows all); ask for one of these, install it, or give the path of an executable
`,
  },
  {
    what: 'a Python that is no Python',
    args: 'matrix thing --python ./plain',
    stderr: `error: Failed to use the Python \`./plain\`: it is not executable
hint: found <pythons> (\`spip python list\` shows all); ask for one of these, install it, or give the path of an executable
`,
  },
  {
    what: 'a script that is not there',
    args: 'matrix thing ./absent.py',
    stderr: `error: Expected \`./absent.py\` (script) to exist
hint: looked for it in \`<root>/project\`
`,
  },
  {
    what: 'a record that cannot be written',
    args: 'matrix thing --json plain/record.json',
    stderr: `error: Failed to write \`plain/record.json\` (--json): \`<root>/project/plain\` is not a folder that can be written
  caused by: ENOTDIR: not a directory, access '<root>/project/plain/.'
`,
  },
  {
    what: 'a cache directory that cannot be made',
    args: 'matrix thing --cache-dir plain/cache',
    stderr: `error: Failed to write to the cache directory \`<root>/project/plain/cache\`
  caused by: ENOTDIR: not a directory, mkdir '<root>/project/plain/cache'
hint: choose another one with \`--cache-dir\` or \`SPIP_CACHE_DIR\`
`,
  },
  {
    what: 'a data directory that cannot be made',
    args: 'matrix thing --data-dir plain/data',
    stderr: `error: Failed to make the directory \`<root>/project/plain/data\`
  caused by: ENOTDIR: not a directory, mkdir '<root>/project/plain/data'
hint: choose another place with \`--cache-dir\` and \`--data-dir\`, or \`SPIP_CACHE_DIR\` and \`SPIP_DATA_DIR\`
`,
  },
  {
    what: 'no git',
    args: 'matrix thing --sandbox off --data-dir ../without-git',
    options: { env: { PATH: await pathWith({}) } },
    stderr: `error: Failed to find \`git\` on PATH
  caused by: spawn git ENOENT
hint: install git 2.32 or later
`,
  },
  {
    what: 'a git that is too old',
    args: 'matrix thing --sandbox off --data-dir ../old-git',
    options: { env: { PATH: await pathWith({ git: 'echo git version 2.20.1' }) } },
    stderr: `error: Expected git 2.32 or later, found 2.20.1
hint: install git 2.32 or later
`,
  },
  {
    what: 'an index that nobody serves',
    args: ['matrix', 'thing', '--index-url', `http://127.0.0.1:${await closedPort()}/simple`],
    options: { env: { SPIP_HTTP_RETRIES: '0' } },
    status: 3,
    stderr: `error: Failed to reach \`http://127.0.0.1:<port>/simple/thing/\`: ECONNREFUSED
  caused by: connect ECONNREFUSED 127.0.0.1:<port>
hint: check the network and the index settings (\`-v\` shows them), or use what is cached with \`--offline\`
`,
  },
  {
    what: 'an index that answers with errors',
    args: 'matrix broken',
    options: { env: { SPIP_HTTP_RETRIES: '0' } },
    status: 3,
    stderr: `error: Failed to read \`http://127.0.0.1:<port>/simple/broken/\`: 500 Internal Server Error
hint: try again later, or use what is cached with \`--offline\`
`,
  },
  ...(
    [
      ['matrix thing --find-links', 'file://elsewhere/links'],
      ['matrix thing --index-url', 'file:///a%2Fb'],
      ['lock thing -r', 'file:///a%00b'],
    ] as const
  ).map(([command, url]) => ({
    what: `a file URL that is no path: ${url}`,
    args: `${command} ${url}`,
    stderr: `error: Expected a file URL of this machine, found \`${url}\`
  caused by: ${fileUrlRules[url]}
hint: it has three slashes and then the path: \`file:///home/...\`
`,
  })),
  {
    what: 'an index address of an unknown kind',
    args: 'matrix thing --index-url ftp://example.test/simple',
    stderr: `error: Expected an \`https:\`, \`http:\` or \`file:\` URL or a path in \`--index-url\`: \`ftp://example.test/simple\`
`,
  },
];
server.break('/simple/broken/', { kind: 'status', status: 500 });

for (const { what, args, status = 2, stderr, options } of cases) {
  test(`${what}: exit ${status}`, async () => {
    const result = await indexed.run(args, options);
    // Which Pythons there are is the machine's business.
    const text = normalise(result.stderr, { root: rig.root }).replace(
      /hint: found (`[^`]+`, )*`[^`]+`/,
      'hint: found <pythons>',
    );
    assert.equal(text, stderr);
    assert.equal(result.stdout, '');
    assert.equal(result.status, status);
  });
}

test('bad input runs nothing', () => {
  assert.equal(server.count('file'), 0);
});

/** A PATH with a Python and these programs, and without git. */
async function pathWith(programs: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(rig.root, `bin${Object.keys(programs).join('')}`);
  await mkdir(folder);
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`);
    await chmod(join(folder, name), 0o755);
  }
  const { stdout } = await rig.run(['python', 'find', 'auto']);
  await symlink(stdout.trim(), join(folder, 'python3'));
  return folder;
}

/** A port of this machine on which nobody listens. */
async function closedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => {
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
