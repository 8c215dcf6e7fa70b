// Sets that are known to be hard, with spip and with uv, as a table: docs/resolver.md, "Hard sets".
import { comparisonOptions, openComparison } from './comparison.ts';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SpipError } from '../src/lib/spipError.ts';
import { equalPins } from './explainDifference.ts';
import { askUv, pinsOfLock } from './peerResolvers.ts';
import type { PeerOptions, Pins } from './peerResolvers.ts';
import { hardQuestions } from './questions.ts';
import type { NamedQuestion } from './questions.ts';
import { openResolverShop } from './resolverShop.ts';
import type { ResolverShop } from './resolverShop.ts';
import { installTools } from './tools.ts';

const { values: options } = parseArgs({
  options: {
    /** Only those whose title has this in it. */
    only: { type: 'string', default: '' },
    ...comparisonOptions,
    /** Seconds for one question to one tool. */
    limit: { type: 'string', default: '300' },
  },
});

await main();

async function main(): Promise<void> {
  const shared = await openComparison(options);
  await using shop = await openResolverShop({ ...shared, offline: false });
  const tools = await installTools(join(options.work, 'uv-tool'), {
    python: shop.interpreter('3.11').executable,
    packages: ['uv'],
    programs: ['uv'],
  });
  const uv = { ...shared, program: join(tools, 'uv'), limit: Number(options.limit) };
  console.log(
    `| set | Python | spip | tried | attempts | cold | warm | uv | its warm time | sets |`,
  );
  console.log(`| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |`);
  for (const question of hardQuestions.filter(({ title }) => title.includes(options.only))) {
    shared.signal.throwIfAborted();
    const ours = await timeSpip(question, shop);
    const theirs = await timeUv(question, { uv, shop });
    console.log(
      `| ${question.requirements.map((text) => `\`${text}\``).join(' ')} | ${question.python} | ${ours.text} | ${theirs.text} | ${compared(ours.pins, theirs.pins)} |`,
    );
  }
  // Ends builds for questions that were late.
  shared.end();
}

/** Columns of the table, and the set if there is one. */
interface Columns {
  readonly text: string;
  readonly pins: Pins | undefined;
}

function compared(ours: Pins | undefined, theirs: Pins | undefined): string {
  if (ours === undefined || theirs === undefined) {
    return '';
  }
  return equalPins(ours, theirs) ? 'equal' : 'differ';
}

async function timeSpip(question: NamedQuestion, shop: ResolverShop): Promise<Columns> {
  const first = await solveOnce(question, shop);
  const second = await solveOnce(question, shop);
  const text = [first.text, first.tried, first.attempts, first.time, second.time].join(' | ');
  return { text, pins: first.pins };
}

interface Solved {
  readonly text: string;
  readonly tried: string;
  readonly attempts: string;
  readonly time: string;
  readonly pins?: Pins | undefined;
}

async function solveOnce(
  { python, requirements }: NamedQuestion,
  shop: ResolverShop,
): Promise<Solved> {
  const started = performance.now();
  const elapsed = (): string => seconds(performance.now() - started);
  try {
    const interpreter = shop.interpreter(python);
    const limit = new AbortController();
    const answer = await Promise.race([
      shop.resolve({ interpreter, requirements }),
      sleep(Number(options.limit) * 1000, undefined, { signal: limit.signal }),
    ]).finally(() => limit.abort());
    if (answer === undefined) {
      return { text: 'late', tried: '', attempts: '', time: elapsed() };
    }
    if (!answer.ok) {
      console.error(`${answer.explanation}\nhint: ${answer.hint ?? ''}\n`);
    }
    return {
      text: answer.ok ? `${answer.lock.packages.length} packages` : 'unsolvable',
      tried: String(answer.decisions),
      attempts: String(answer.attempts),
      time: elapsed(),
      pins: answer.ok ? pinsOfLock(answer.lock) : undefined,
    };
  } catch (error) {
    if (error instanceof SpipError) {
      console.error(`${error.code}: ${error.message}\n`);
      return { text: error.code, tried: '', attempts: '', time: elapsed() };
    }
    throw error;
  }
}

async function timeUv(
  { python, requirements }: NamedQuestion,
  { uv, shop }: { readonly uv: PeerOptions; readonly shop: ResolverShop },
): Promise<Columns> {
  const question = { python: shop.interpreter(python).executable, requirements };
  await askUv(question, uv);
  const started = performance.now();
  const answer = await askUv(question, uv);
  const time = seconds(performance.now() - started);
  switch (answer.kind) {
    case 'pins':
      return { text: `${answer.pins.size} packages | ${time}`, pins: answer.pins };
    case 'late':
      return { text: `late | ${time}`, pins: undefined };
    case 'none':
      console.error(`uv: ${answer.text}\n`);
      return { text: `none | ${time}`, pins: undefined };
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
