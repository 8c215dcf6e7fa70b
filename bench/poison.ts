// What a test that writes to its environment does to the next one, in uv and in spip, side by side: node bench/poison.ts
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeTree } from '../src/lib/files/removeTree.ts';
import { alignColumns } from '../src/report/alignColumns.ts';
import { installTools, versionOf } from './tools.ts';

const run = promisify(execFile);
const spip = join(import.meta.dirname, '../bin/spip.js');

const append = `import six
with open(six.__file__, "a") as file:
    file.write("\\npoisoned = True\\n")
`;
const look = `import six, sys
print("POISONED" if hasattr(six, "poisoned") else "clean")
sys.exit(1 if hasattr(six, "poisoned") else 0)
`;

interface Ending {
  readonly status: number;
  readonly text: string;
}

/** One tool in one way of use, with a cache of its own. */
interface Contender {
  readonly name: string;
  /** Runs a script in a fresh environment with six. */
  readonly isolated: (script: string) => Promise<Ending>;
  /** Looks at six in an environment that is made in another way. */
  readonly later: () => Promise<Ending>;
  readonly cache: string;
}

const work = await mkdtemp(join(tmpdir(), 'spip-poison-'));
try {
  await Promise.all(
    Object.entries({ 'append.py': append, 'look.py': look }).map(([name, text]) =>
      writeFile(join(work, name), text),
    ),
  );
  const rows: (readonly string[])[] = [];
  for (const contender of await contenders()) {
    rows.push(await judge(contender));
  }
  const heading = [
    'Tool',
    'The test that appends',
    'Next isolated run',
    'Later environment',
    'Its cache',
  ];
  process.stdout.write(alignColumns(heading, rows, { color: false }));
} finally {
  await removeTree(work);
}

async function contenders(): Promise<readonly Contender[]> {
  const programs = await installTools(join(work, 'tools'), {
    python: 'python3',
    packages: ['uv'],
    programs: ['uv'],
  });
  const uv = join(programs, 'uv');
  const who = process.getuid?.() === 0 ? 'as root' : 'as a user';
  return [
    await uvContender(uv),
    await spipContender('spip, sandbox', []),
    await spipContender(`spip, no sandbox, ${who}`, ['--sandbox', 'off']),
  ];
}

async function uvContender(uv: string): Promise<Contender> {
  const cache = join(work, 'uv-cache');
  const env = { ...process.env, UV_CACHE_DIR: cache };
  const venv = join(work, 'uv-venv');
  return {
    name: await versionOf(uv),
    cache,
    isolated: (script) =>
      ending(uv, ['run', '--quiet', '--no-project', '--isolated', '--with', 'six', script], env),
    later: async () => {
      await ending(uv, ['venv', '--quiet', venv], env);
      await ending(uv, ['pip', 'install', '--quiet', '--python', venv, 'six'], env);
      return ending(join(venv, 'bin/python'), [join(work, 'look.py')], env);
    },
  };
}

async function spipContender(name: string, options: readonly string[]): Promise<Contender> {
  const cache = join(work, `cache-${options.length}`);
  const data = join(work, `data-${options.length}`);
  await mkdir(cache);
  const env = { ...process.env, SPIP_CACHE_DIR: cache, SPIP_DATA_DIR: data };
  const matrix = (script: string, python: string): Promise<Ending> =>
    ending(
      process.execPath,
      [
        spip,
        'matrix',
        'six',
        '--limit',
        '1',
        '--no-result-cache',
        '--python',
        python,
        ...options,
        script,
      ],
      env,
    );
  return {
    name,
    cache,
    isolated: (script) => matrix(script, 'auto'),
    later: () => matrix(join(work, 'look.py'), 'python3'),
  };
}

async function judge(contender: Contender): Promise<readonly string[]> {
  const { name, isolated, later, cache } = contender;
  const poisoning = await isolated(join(work, 'append.py'));
  const next = await isolated(join(work, 'look.py'));
  const other = await later();
  return [
    name,
    poisoning.status === 0 ? sayWritten(poisoning.text) : 'refused, fails',
    next.status === 0 ? 'clean' : 'POISONED',
    other.status === 0 ? 'clean' : 'POISONED',
    poisonedFiles(cache) === 0 ? 'clean' : 'POISONED',
  ];
}

function sayWritten(text: string): string {
  return text.includes('modified its environment') ? 'passes, is marked' : 'passes, no word';
}

/** How many copies of six in a cache hold what the test wrote. */
function poisonedFiles(cache: string): number {
  return readdirSync(cache, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/six.py') && !path.includes('/quarantine/'))
    .filter((path) => readFileSync(join(cache, path), 'utf8').includes('poisoned = True')).length;
}

async function ending(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Ending> {
  try {
    const { stdout, stderr } = await run(program, [...args], { env, cwd: work });
    return { status: 0, text: stdout + stderr };
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'number') {
      return { status: error.code, text: error.message };
    }
    throw error;
  }
}
