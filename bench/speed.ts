// Workloads beside the loops that users write: `npm run bench`. What and why: docs/performance.md.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, homedir, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { loadSettings } from '../src/config/loadSettings.ts';
import { openIndex } from '../src/index/openIndex.ts';
import { countSlots } from '../src/schedule/countSlots.ts';
import { cellsOfRecord } from './cellsOfRecord.ts';
import { checkoutTitle, runCheckout } from './checkout.ts';
import { contenders, prepareScript, spipScript, testFileOf } from './contenders.ts';
import type { BenchCell, BenchPlaces, Contender } from './contenders.ts';
import { countPythons } from './countPythons.ts';
import { measure, runScript } from './measure.ts';
import type { MeasureOptions } from './measure.ts';
import { startMirror } from './mirror.ts';
import type { Mirror } from './mirror.ts';
import { peerLoops } from './peerLoops.ts';
import { runScale, scaleTable, withScale } from './scale.ts';
import type { ScaleResult } from './scale.ts';
import { resultTable, resultsOf } from './resultTable.ts';
import type { ContenderResult } from './resultTable.ts';
import { measureStartUp } from './startUp.ts';
import { installTools, versionOf } from './tools.ts';
import { workloads } from './workloads.ts';
import type { Workload } from './workloads.ts';

const run = promisify(execFile);
/** The workload that only spip does. */
const scale = 'W7';
/** The one that only tox does besides spip. */
const checkout = 'W8';

const root = join(import.meta.dirname, '..');
const kept = join(root, 'node_modules/.cache/bench');

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    jobs: { type: 'string', default: String(countSlots()) },
    peers: { type: 'string', default: 'uv' },
    json: { type: 'string' },
    cells: { type: 'string', default: '10000' },
  },
});

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => stop.abort(new Error(`Ended by ${name}`)));
}

const work = await mkdtemp(join(tmpdir(), 'spip-bench-'));
try {
  const asked = options.only?.split(',').map((id) => id.trim());
  await compare(chosen(asked?.filter((id) => ![scale, checkout].includes(id))), {
    scales: asked?.includes(scale) ?? true,
    checksOut: asked?.includes(checkout) ?? options.peers === 'all',
  });
} finally {
  await rm(work, { recursive: true, force: true });
}

/** What all workloads share. */
interface Setting {
  readonly mirror: Mirror;
  readonly spip: readonly string[];
  /** Folder of the programs of the other tools. */
  readonly tools: string;
}

async function compare(
  wanted: readonly Workload[],
  { scales, checksOut }: { readonly scales: boolean; readonly checksOut: boolean },
): Promise<void> {
  await using mirror = await openMirror();
  const spip = await copySpip();
  const peers = options.peers === 'all' || checksOut;
  const tools = await installTools(join(kept, peers ? 'tools-all' : 'tools'), {
    python: 'python3',
    packages: peers ? ['uv', 'tox', 'tox-uv', 'nox', 'pip'] : ['uv'],
    programs: peers ? ['uv', 'tox', 'nox', 'pip'] : ['uv'],
  });
  await describeMachine(
    ['uv', ...(peers ? ['tox', 'nox', 'pip'] : [])].map((name) => join(tools, name)),
  );
  const results: ContenderResult[] = [];
  for (const workload of wanted) {
    const own = await runWorkload(workload, { mirror, spip, tools });
    console.log(`${resultTable(own, new Map([[workload.id, workload.title]]))}\n`);
    results.push(...own);
  }
  if (checksOut) {
    const own = await testCheckout({ mirror, spip, tools });
    const titles = new Map(own.map(({ workload }) => [workload, checkoutTitle]));
    console.log(`${resultTable(own, titles)}\n`);
    results.push(...own);
  }
  const scaled = scales ? await scaleUp({ mirror, spip, tools }) : [];
  const startUp = await measureStartUp(spip, { rounds: 20, signal: stop.signal });
  console.log(
    `spip --version: ${milliseconds(startUp.spip)}, node -e 0: ${milliseconds(startUp.node)}, ratio ${(startUp.spip / startUp.node).toFixed(2)}`,
  );
  if (options.json !== undefined) {
    await writeFile(
      options.json,
      `${JSON.stringify({ results, scaled, startUp }, undefined, 2)}\n`,
    );
  }
}

async function testCheckout({ mirror, spip, tools }: Setting): Promise<readonly ContenderResult[]> {
  const folder = join(work, checkout);
  await mkdir(folder);
  const path = `${tools}:${process.env['PATH'] ?? ''}`;
  const results = await runCheckout({
    spip,
    tox: join(tools, 'tox'),
    index: mirror.url,
    work: folder,
    jobs: Number(options.jobs),
    rounds: Number(options.rounds),
    env: { ...hermeticEnvironment(mirror, folder), PATH: path },
    signal: stop.signal,
  });
  await rm(folder, { recursive: true, force: true });
  return results;
}

/** Not beside other tools: a loop over them takes as long as all other workloads together. */
async function scaleUp({ mirror, spip }: Setting): Promise<readonly ScaleResult[]> {
  const folder = join(work, scale);
  await mkdir(folder);
  const results = await runScale(Number(options.cells), {
    spip,
    index: mirror.url,
    work: folder,
    jobs: Number(options.jobs),
    env: hermeticEnvironment(mirror, folder),
    signal: stop.signal,
  });
  await rm(folder, { recursive: true, force: true });
  console.log(
    `${scale}: a made-up package with ${options.cells} releases\n${scaleTable(results)}\n`,
  );
  return results;
}

async function runWorkload(
  workload: Workload,
  { mirror, spip, tools }: Setting,
): Promise<readonly ContenderResult[]> {
  const folder = join(work, workload.id.replaceAll(' ', '-'));
  await mkdir(folder);
  const file = testFileOf(workload);
  if (file !== undefined) {
    await writeFile(join(folder, file[0]), file[1]);
  }
  const places: BenchPlaces = {
    spip,
    uv: join(tools, 'uv'),
    index: mirror.url,
    work: folder,
    jobs: Number(options.jobs),
  };
  const shell = { work: folder, env: hermeticEnvironment(mirror, folder), signal: stop.signal };
  const cells = await cellsOf(workload, places, shell);
  const all = [
    ...contenders(workload, cells, places),
    ...(options.peers === 'all' && !workload.cold
      ? await peerLoops({ workload, cells, places, tools: peerTools(tools) })
      : []),
  ];
  if (!workload.cold) {
    await runScript(prepareScript(workload, cells, places), shell);
  }
  const pythons = new Map<string, number | undefined>();
  // Twice before the clock starts: what one run only begins is there for the second.
  for (const { name, script } of all) {
    if (!workload.cold) {
      await runScript(script, shell);
    }
    pythons.set(name, await countPythons(script, shell));
  }
  const rounds = Number(options.rounds);
  const samples = await measure(all, { ...shell, rounds });
  await rm(folder, { recursive: true, force: true });
  const equal = all.findLast(({ name }) => name.startsWith('spip'))?.name ?? '';
  const measured = all.map(({ name, steps }: Contender) => ({
    name,
    steps,
    samples: samples.get(name) ?? [],
    pythons: pythons.get(name),
  }));
  return resultsOf(workload.id, measured, equal);
}

function peerTools(folder: string): Parameters<typeof peerLoops>[0]['tools'] {
  const [tox = '', nox = '', pip = ''] = ['tox', 'nox', 'pip'].map((name) => join(folder, name));
  return { tox, nox, pip };
}

function chosen(only: readonly string[] | undefined): readonly Workload[] {
  const ids = only ?? workloads.map(({ id }) => id);
  return ids.map((id) => {
    const found = workloads.find((workload) => workload.id === id);
    if (found === undefined) {
      const known = workloads.map((workload) => workload.id).join(', ');
      throw new Error(`Expected \`--only\` to name some of ${known}, found \`${id}\``);
    }
    return found;
  });
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
  const upstream = withScale(index, Number(options.cells));
  const mirror = await startMirror(upstream, join(kept, 'files'));
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
function hermeticEnvironment(mirror: Mirror, folder: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(SPIP|UV|PIP|PYTHON|TOX|NOX|NODE)_|^PYTHON|^VIRTUAL_ENV$/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    NO_COLOR: '1',
    UV_NO_CONFIG: '1',
    UV_DEFAULT_INDEX: mirror.url,
    UV_CACHE_DIR: join(folder, 'uv-cache'),
    UV_PYTHON_DOWNLOADS: 'never',
    PIP_CONFIG_FILE: '/dev/null',
    PIP_INDEX_URL: mirror.url,
    PIP_CACHE_DIR: join(folder, 'pip-cache'),
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  };
}

/** The first run of spip, on cold caches, says which releases work where: on them all contenders are compared. */
async function cellsOf(
  workload: Workload,
  places: BenchPlaces,
  shell: Omit<MeasureOptions, 'rounds'>,
): Promise<readonly BenchCell[]> {
  const file = join(places.work, 'record.json');
  const script = spipScript(workload, places, ['--json', file]);
  await runScript(`OUT=$OUT; ${script}`, shell);
  return cellsOfRecord(await readFile(file, 'utf8'));
}

async function describeMachine(programs: readonly string[]): Promise<void> {
  const [model = { model: 'unknown' }] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${process.platform} ${process.arch}, ${cpus().length} x ${model.model}, ${gigabytes} GB`,
  );
  const versions = await Promise.all(programs.map(versionOf));
  console.log(
    `node ${process.version}, ${versions.join(', ')}; ${options.jobs} at once, ${options.rounds} rounds in turn\n`,
  );
}

function milliseconds(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms`;
}
