// How long solves take in one process on a warm cache, beside uv's times: docs/resolver.md, "Speed".
import { comparisonOptions, openComparison } from './comparison.ts';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Interpreter } from '../src/model/interpreter.ts';
import type { ResolveCounts } from '../src/resolve/resolveRequest.ts';
import { median } from './measure.ts';
import { newestReleases } from './newestReleases.ts';
import { askUv } from './peerResolvers.ts';
import type { PeerOptions } from './peerResolvers.ts';
import { openResolverShop } from './resolverShop.ts';
import type { ResolverShop, ShopOptions } from './resolverShop.ts';
import { installTools, versionOf } from './tools.ts';
import { defaultList, topPackages } from './topPackages.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    names: { type: 'string', default: '500' },
    cells: { type: 'string', default: '1000' },
    python: { type: 'string', default: '3.11' },
    /** Of the questions uv is asked one in so many: each is a process. */
    every: { type: 'string', default: '5' },
    /** A second Python for the cells. */
    other: { type: 'string', default: '3.13' },
    ...comparisonOptions,
  },
});

/** Releases of one project in the grid of cells. */
const releasesEach = 5;

interface Cell {
  readonly requirement: string;
  readonly interpreter: Interpreter;
}

/** Milliseconds per question, and what became of it. */
interface Timing {
  readonly milliseconds: number;
  readonly outcome: 'set' | 'none' | 'failed';
  readonly counts: ResolveCounts | undefined;
}

const comparison = await openComparison(options);
await main();

async function main(): Promise<void> {
  const names = await topPackages(positionals[0] ?? defaultList, Number(options.names));
  const shared: ShopOptions = { ...comparison, offline: false };
  const { questions, cells } = await warmUp(names, shared);
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, node ${process.version}\n`,
  );
  await measureSpip({ questions, cells }, { ...shared, offline: true });
  await measureUv({ questions, cells }, shared);
}

interface Work {
  readonly questions: readonly Cell[];
  readonly cells: readonly Cell[];
}

/** Asks everything once, so that all that it needs is in the cache of this machine. */
async function warmUp(names: readonly string[], shared: ShopOptions): Promise<Work> {
  await using shop = await openResolverShop(shared);
  const [python, other] = [options.python, options.other].map((each) => shop.interpreter(each));
  if (python === undefined || other === undefined) {
    throw new Error('Expected two Pythons');
  }
  const questions = names.map((requirement) => ({ requirement, interpreter: python }));
  const cells = await cellsOf(names, [python, other], shop);
  await solveAll([...questions, ...cells], shop);
  return { questions, cells };
}

/** The newest releases of one name after the other on both Pythons, until there are enough. */
async function cellsOf(
  names: readonly string[],
  pythons: readonly Interpreter[],
  shop: ResolverShop,
): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  const wanted = Number(options.cells);
  for (const name of names) {
    const releases = newestReleases(await shop.project(name), {
      count: releasesEach,
      before: new Date(options['exclude-newer']),
    });
    cells.push(
      ...releases.flatMap((version) =>
        pythons.map((interpreter) => ({ requirement: `${name}==${version}`, interpreter })),
      ),
    );
    if (cells.length >= wanted) {
      break;
    }
  }
  return cells.slice(0, wanted);
}

async function measureSpip({ questions, cells }: Work, shared: ShopOptions): Promise<void> {
  await using shop = await openResolverShop(shared);
  await reportSpip('spip, each name, memory empty', questions, shop);
  await reportSpip('spip, each name again', questions, shop);
  await using fresh = await openResolverShop(shared);
  await reportSpip('spip, cells, memory empty', cells, fresh);
  await reportSpip('spip, cells again', cells, fresh);
}

/** The processor time is told too: on a machine that others use the clock says little. */
async function reportSpip(
  title: string,
  cells: readonly Cell[],
  shop: ResolverShop,
): Promise<void> {
  const before = process.cpuUsage();
  const timings = await solveAll(cells, shop);
  const { user, system } = process.cpuUsage(before);
  report(`${title} (${((user + system) / 1e6).toFixed(2)} s of CPU)`, timings);
}

async function measureUv({ questions, cells }: Work, shared: ShopOptions): Promise<void> {
  const python = questions[0]?.interpreter.executable ?? 'python3';
  const tools = await installTools(join(options.work, 'uv-tool'), {
    python,
    packages: ['uv'],
    programs: ['uv'],
  });
  const uv = { ...shared, program: join(tools, 'uv'), limit: 120 };
  console.log(await versionOf(uv.program));
  const sampled = (all: readonly Cell[]): readonly Cell[] =>
    all.filter((_, index) => index % Number(options.every) === 0);
  await timeUv(sampled(questions), uv);
  report('uv pip compile, each name', await timeUv(sampled(questions), uv));
  await timeUv(sampled(cells), uv);
  report('uv pip compile, cells', await timeUv(sampled(cells), uv));
}

async function solveAll(cells: readonly Cell[], shop: ResolverShop): Promise<readonly Timing[]> {
  const timings: Timing[] = [];
  for (const { requirement, interpreter } of cells) {
    comparison.signal.throwIfAborted();
    const started = performance.now();
    const answer = await shop
      .resolve({ interpreter, requirements: [requirement] })
      .catch(() => undefined);
    timings.push({
      milliseconds: performance.now() - started,
      outcome: answer === undefined ? 'failed' : answer.ok ? 'set' : 'none',
      counts: answer,
    });
  }
  return timings;
}

/** One process per question, as there is no other way to ask. */
async function timeUv(cells: readonly Cell[], uv: PeerOptions): Promise<readonly Timing[]> {
  const timings: Timing[] = [];
  for (const { requirement, interpreter } of cells) {
    comparison.signal.throwIfAborted();
    const started = performance.now();
    const answer = await askUv({ python: interpreter.executable, requirements: [requirement] }, uv);
    timings.push({
      milliseconds: performance.now() - started,
      outcome: answer.kind === 'pins' ? 'set' : 'none',
      counts: undefined,
    });
  }
  return timings;
}

function report(title: string, timings: readonly Timing[]): void {
  const times = timings.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  const total = times.reduce((sum, time) => sum + time, 0);
  const solved = timings.filter(({ outcome }) => outcome === 'set').length;
  const tried = timings.reduce((sum, { counts }) => sum + (counts?.decisions ?? 0), 0);
  console.log(
    [
      `${title}: ${times.length} questions in ${(total / 1000).toFixed(2)} s`,
      `median ${median(times).toFixed(2)} ms`,
      `90 % below ${(times[Math.floor(times.length * 0.9)] ?? 0).toFixed(1)} ms`,
      `most ${(times.at(-1) ?? 0).toFixed(0)} ms`,
      `${solved} sets`,
      ...(tried === 0 ? [] : [`${tried} releases tried`]),
    ].join(', '),
  );
}
