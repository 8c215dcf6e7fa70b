// Locks popular packages with spip and with uv (or pip), and explains each difference: docs/resolver.md, "Parity".
import { comparisonOptions, openComparison } from './comparison.ts';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { SpipError } from '../src/lib/spipError.ts';
import type { Interpreter } from '../src/model/interpreter.ts';
import { equalPins, explainDifference } from './explainDifference.ts';
import type { Askers, Cause } from './explainDifference.ts';
import { askPip, askUv, pinsOfLock } from './peerResolvers.ts';
import type { Answer, PeerOptions, PeerQuestion } from './peerResolvers.ts';
import { openResolverShop } from './resolverShop.ts';
import type { Question, ResolverShop } from './resolverShop.ts';
import { installTools, versionOf } from './tools.ts';
import { defaultList, topPackages } from './topPackages.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    names: { type: 'string', default: '300' },
    /** Compare this many names with pip in place of uv. */
    pip: { type: 'string' },
    /** Only these, separated by commas. */
    only: { type: 'string' },
    pythons: { type: 'string', default: '3.9,3.11,3.13' },
    ...comparisonOptions,
    jobs: { type: 'string', default: '3' },
    /** Seconds for one question to one tool. */
    limit: { type: 'string', default: '120' },
  },
});

interface Task {
  readonly requirement: string;
  readonly interpreter: Interpreter;
}

/** What became of one name on one Python. */
interface Outcome extends Task {
  readonly cause: Cause | undefined;
  readonly solvable: boolean;
}

await main();

async function main(): Promise<void> {
  const count = Number(options.pip ?? options.names);
  const names =
    options.only?.split(',') ?? (await topPackages(positionals[0] ?? defaultList, count));
  const shared = await openComparison(options);
  await using shop = await openResolverShop({ ...shared, offline: false });
  const pythons = options.pythons.split(',').map((request) => shop.interpreter(request));
  const peer = await openPeer(pythons, { ...shared, limit: Number(options.limit) });
  const askers: Askers = {
    ...peer,
    work: options.work,
    askUs: (question) => askUs(shop, question),
  };
  console.log(
    `${names.length} names on ${pythons.map(({ version }) => version).join(', ')}, files before ${shared.excludeNewer}`,
  );
  console.log((await Promise.all(peer.programs.map(versionOf))).join('\n'));
  const tasks = names.flatMap((requirement) =>
    pythons.map((interpreter) => ({ requirement, interpreter })),
  );
  summarise(await compareAll(tasks, askers, shared.signal), pythons);
}

interface Peer extends Pick<Askers, 'peer' | 'askPeer'> {
  readonly programs: readonly string[];
}

/** One uv for all Pythons; for each Python the newest pip that it admits. */
async function openPeer(
  pythons: readonly Interpreter[],
  shared: Omit<PeerOptions, 'program'>,
): Promise<Peer> {
  const peer = options.pip === undefined ? 'uv' : 'pip';
  const programs = new Map<string, string>();
  for (const { python, executable } of pythons) {
    const folder = peer === 'uv' ? 'uv-tool' : `pip-tool-${python}`;
    const tools = await installTools(join(shared.work, folder), {
      python: executable,
      packages: ['--upgrade', peer],
      programs: [peer],
    });
    programs.set(executable, join(tools, peer));
  }
  const ask = peer === 'uv' ? askUv : askPip;
  return {
    peer,
    programs: [...new Set(programs.values())],
    askPeer: (question: PeerQuestion) =>
      ask(question, { ...shared, program: programs.get(question.python) ?? peer }),
  };
}

async function compareAll(
  tasks: readonly Task[],
  askers: Askers,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const waiting = tasks.values();
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (const task of waiting) {
      signal.throwIfAborted();
      outcomes.push(await compareOne(task, askers));
      if (outcomes.length % 50 === 0) {
        console.error(`${outcomes.length} of ${tasks.length}`);
      }
    }
  };
  await Promise.all(Array.from({ length: Number(options.jobs) }, work));
  return outcomes;
}

async function compareOne(task: Task, askers: Askers): Promise<Outcome> {
  const { requirement, interpreter } = task;
  const requirements = [requirement];
  const [ours, theirs] = await Promise.all([
    askers.askUs({ interpreter, requirements }),
    askers.askPeer({ python: interpreter.executable, requirements }),
  ]);
  const isEqual =
    ours.kind === 'pins' && theirs.kind === 'pins'
      ? equalPins(ours.pins, theirs.pins)
      : ours.kind === 'none' && theirs.kind === 'none';
  const solvable = ours.kind === 'pins';
  if (isEqual) {
    return { ...task, solvable, cause: undefined };
  }
  const { cause, details } = await explainDifference({ ...task, ours, theirs }, askers);
  console.log(
    [
      `${requirement} on ${interpreter.python}: ${cause}`,
      ...details.map((line) => `  ${line}`),
    ].join('\n'),
  );
  return { ...task, solvable, cause };
}

async function askUs(shop: ResolverShop, question: Question): Promise<Answer> {
  const late = new AbortController();
  const answer = answerOf(shop, question);
  try {
    return await Promise.race([
      answer,
      sleep(Number(options.limit) * 1000, { kind: 'late' } as const, { signal: late.signal }),
    ]);
  } finally {
    late.abort();
  }
}

async function answerOf(shop: ResolverShop, question: Question): Promise<Answer> {
  try {
    const resolution = await shop.resolve(question);
    return resolution.ok
      ? { kind: 'pins', pins: pinsOfLock(resolution.lock) }
      : { kind: 'none', text: resolution.explanation };
  } catch (error) {
    if (error instanceof SpipError) {
      return { kind: 'none', text: `${error.code}: ${error.message}` };
    }
    throw error;
  }
}

function summarise(outcomes: readonly Outcome[], pythons: readonly Interpreter[]): void {
  console.log('');
  for (const python of pythons) {
    const own = outcomes.filter(({ interpreter }) => interpreter === python);
    const equal = own.filter(({ cause }) => cause === undefined);
    const solved = equal.filter(({ solvable }) => solvable).length;
    console.log(
      `${python.python}: ${equal.length} of ${own.length} equal (${percent(equal.length, own.length)}), of these ${solved} sets and ${equal.length - solved} without one`,
    );
  }
  const equal = outcomes.filter(({ cause }) => cause === undefined).length;
  console.log(`all: ${equal} of ${outcomes.length} equal (${percent(equal, outcomes.length)})`);
  const causes = Map.groupBy(
    outcomes.filter(({ cause }) => cause !== undefined),
    ({ cause }) => cause,
  );
  for (const [cause, own] of causes) {
    console.log(`  ${cause}: ${own.length}`);
  }
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
