// The reference workload beside the loops that users write: `npm run bench`. How and why: docs/bench.md.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, homedir, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { loadSettings } from '../src/config/loadSettings.ts';
import { openIndex } from '../src/index/openIndex.ts';
import { countSlots } from '../src/schedule/countSlots.ts';
import { prepareScript, referenceLoops, spipScript } from './loops.ts';
import type { Loop, LoopPlaces } from './loops.ts';
import { measure, runScript } from './measure.ts';
import { startMirror } from './mirror.ts';
import type { Mirror } from './mirror.ts';
import { peerLoops } from './peerLoops.ts';
import { resultTable } from './resultTable.ts';
import { measureStartUp } from './startUp.ts';
import { installTools, versionOf } from './tools.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const kept = join(root, 'node_modules/.cache/bench');

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    package: { type: 'string', default: 'colorama' },
    limit: { type: 'string', default: '16' },
    jobs: { type: 'string', default: String(countSlots()) },
    python: { type: 'string', default: 'auto' },
    peers: { type: 'string', default: 'uv' },
  },
});

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => stop.abort(new Error(`Ended by ${name}`)));
}

const work = await mkdtemp(join(tmpdir(), 'spip-bench-'));
try {
  await compare();
} finally {
  await rm(work, { recursive: true, force: true });
}

async function compare(): Promise<void> {
  await using mirror = await openMirror();
  const spip = await copySpip();
  const env = hermeticEnvironment(mirror);
  const found = await firstRun(spip, { mirror, env });
  const peers = options.peers === 'all';
  const tools = await installTools(join(kept, peers ? 'tools-all' : 'tools'), {
    python: found.python,
    packages: peers ? ['uv', 'tox', 'tox-uv', 'nox', 'pip'] : ['uv'],
    programs: peers ? ['uv', 'tox', 'nox', 'pip'] : ['uv'],
  });
  const places: LoopPlaces = {
    ...placesOf(spip, mirror),
    ...found,
    uv: join(tools, 'uv'),
  };
  const named = (name: string): string => join(tools, name);
  const others = peers
    ? await peerLoops(places, { tox: named('tox'), nox: named('nox'), pip: named('pip') })
    : [];
  const shell = { work, env, signal: stop.signal };
  const loops = [...referenceLoops(places), ...others];
  await runScript(prepareScript(places), shell);
  await warmUp(loops, shell);
  const before = mirror.requests();
  const samples = await measure(loops, { ...shell, rounds: Number(options.rounds) });
  const startUp = await measureStartUp(spip, { rounds: 20, signal: stop.signal });

  await describeMachine(places, peers ? ['tox', 'nox', 'pip'].map(named) : []);
  console.log(
    `${places.package} x ${places.versions.length}, warm, ${places.jobs} at once, ${options.rounds} rounds in turn, ${mirror.requests() - before} requests to the mirror\n`,
  );
  console.log(resultTable(samples));
  const ratio = startUp.spip / startUp.node;
  console.log(
    `\nspip --version: ${milliseconds(startUp.spip)}, node -e 0: ${milliseconds(startUp.node)}, ratio ${ratio.toFixed(2)}`,
  );
}

/** A mirror of whatever index this machine is set up for. */
async function openMirror(): Promise<Mirror & AsyncDisposable> {
  const { env, platform } = process;
  const cwd = root;
  const settings = await loadSettings({ flags: {}, env, cwd, home: homedir(), platform });
  const index = openIndex(settings.index, {
    cacheDir: join(kept, 'index'),
    offline: false,
    refresh: false,
    emit: () => undefined,
  });
  const mirror = await startMirror(index, join(kept, 'files'));
  return {
    ...mirror,
    [Symbol.asyncDispose]: async () => {
      await mirror.close();
      await index.close();
    },
  };
}

/** Builds spip and copies it, so that nothing that happens in the repository meanwhile changes what is measured. */
async function copySpip(): Promise<readonly string[]> {
  await run(process.execPath, ['scripts/build.js'], { cwd: root });
  const folder = join(work, 'spip');
  await mkdir(folder);
  for (const name of ['package.json', 'bin', 'dist']) {
    await cp(join(root, name), join(folder, name), { recursive: true });
  }
  return [process.execPath, join(folder, 'bin/spip.js')];
}

/** The user's environment without settings of any of the tools; all of them see only the mirror. */
function hermeticEnvironment(mirror: Mirror): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(SPIP|UV|PIP|PYTHON|TOX|NOX|NODE)_|^PYTHON|^VIRTUAL_ENV$/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    NO_COLOR: '1',
    UV_NO_CONFIG: '1',
    UV_DEFAULT_INDEX: mirror.url,
    UV_CACHE_DIR: join(work, 'uv-cache'),
    UV_PYTHON_DOWNLOADS: 'never',
    PIP_CONFIG_FILE: '/dev/null',
    PIP_INDEX_URL: mirror.url,
    PIP_CACHE_DIR: join(work, 'pip-cache'),
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  };
}

function placesOf(spip: readonly string[], mirror: Mirror): LoopPlaces {
  return {
    spip,
    uv: '',
    python: options.python,
    index: mirror.url,
    work,
    package: options.package,
    versions: Array.from({ length: Number(options.limit) }, () => ''),
    jobs: Number(options.jobs),
  };
}

interface Found {
  readonly python: string;
  readonly versions: readonly string[];
}

/** The part of the record that is read here. */
interface RunRecord {
  readonly cells: readonly {
    readonly version: string;
    readonly state: string;
    readonly interpreter: { readonly path: string };
  }[];
}

/** The first run of spip, on cold caches, says which releases there are and on which Python they work. */
async function firstRun(
  spip: readonly string[],
  { mirror, env }: { readonly mirror: Mirror; readonly env: NodeJS.ProcessEnv },
): Promise<Found> {
  const file = join(work, 'record.json');
  const extra = ['--json', file, '--python', options.python];
  const script = spipScript(placesOf(spip, mirror), extra);
  await runScript(script, { work, env, signal: stop.signal });
  const { cells } = JSON.parse(await readFile(file, 'utf8')) as RunRecord;
  const [python, ...more] = new Set(cells.map(({ interpreter }) => interpreter.path));
  if (python === undefined || more.length > 0 || cells.some(({ state }) => state !== 'pass')) {
    throw new Error('Expected all releases to pass on one Python: name another one with --python');
  }
  return { python, versions: cells.map(({ version }) => version) };
}

async function warmUp(
  loops: readonly Loop[],
  shell: Parameters<typeof runScript>[1],
): Promise<void> {
  // Twice: what one run only begins, such as byte-code, is there for the second.
  for (const { script } of [...loops, ...loops]) {
    await runScript(script, shell);
  }
}

async function describeMachine(places: LoopPlaces, more: readonly string[]): Promise<void> {
  const [model = { model: 'unknown' }] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${process.platform} ${process.arch}, ${cpus().length} x ${model.model}, ${gigabytes} GB`,
  );
  const programs = [places.uv, places.python, ...more];
  const versions = await Promise.all(programs.map(versionOf));
  console.log([`node ${process.version}`, ...versions].join(', '));
}

function milliseconds(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms`;
}
