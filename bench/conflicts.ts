// What spip, uv and pip say of requests that contradict themselves, as a page: docs/resolver.md, "Ten conflicts".
import { comparisonOptions, openComparison } from './comparison.ts';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SpipError } from '../src/lib/spipError.ts';
import { askUv } from './peerResolvers.ts';
import type { PeerOptions, PeerQuestion } from './peerResolvers.ts';
import { conflicts } from './questions.ts';
import type { NamedQuestion } from './questions.ts';
import { neutralEnvironment, openResolverShop } from './resolverShop.ts';
import type { ResolverShop } from './resolverShop.ts';
import { installTools } from './tools.ts';

const { values: options } = parseArgs({
  options: {
    /** Only those whose title has this in it. */
    only: { type: 'string', default: '' },
    peers: { type: 'string', default: 'uv,pip' },
    ...comparisonOptions,
    /** Lines that are printed of each text of the other tools. */
    lines: { type: 'string', default: '8' },
    /** Seconds for one question to one tool. */
    limit: { type: 'string', default: '300' },
  },
});

/** Longer lines of the other tools are cut. */
const maxWidth = 160;

await main();

async function main(): Promise<void> {
  const shared = await openComparison(options);
  await using shop = await openResolverShop({ ...shared, offline: false });
  const python = shop.interpreter('3.13').executable;
  const tools = await installTools(join(options.work, 'texts-tools'), {
    python,
    packages: ['--upgrade', 'uv', 'pip'],
    programs: ['uv', 'pip'],
  });
  const peer = { ...shared, limit: Number(options.limit) };
  for (const question of conflicts.filter(({ title }) => title.includes(options.only))) {
    shared.signal.throwIfAborted();
    const asked = {
      python: shop.interpreter(question.python).executable,
      requirements: question.requirements,
    };
    console.log(`### ${question.title}\n`);
    const requested = question.requirements.map((text) => `\`${text}\``).join(' ');
    console.log(`${requested} on Python ${question.python}.\n`);
    printText('spip', await spipText(question, shop));
    if (options.peers.includes('uv')) {
      printText('uv', await uvText(asked, { ...peer, program: join(tools, 'uv') }));
    }
    if (options.peers.includes('pip')) {
      printText('pip', await pipText(asked, { ...peer, program: join(tools, 'pip') }));
    }
  }
}

async function spipText(
  { python, requirements }: NamedQuestion,
  shop: ResolverShop,
): Promise<string> {
  try {
    const interpreter = shop.interpreter(python);
    const answer = await shop.resolve({ interpreter, requirements });
    if (answer.ok) {
      return `no conflict: ${answer.lock.packages.length} packages`;
    }
    const hints = answer.hint === undefined ? [] : answer.hint.split('\n');
    return [answer.explanation, ...hints.map((hint) => `hint: ${hint}`)].join('\n');
  } catch (error) {
    if (error instanceof SpipError) {
      return `${error.code}: ${error.message}`;
    }
    throw error;
  }
}

async function uvText(question: PeerQuestion, uv: PeerOptions): Promise<string> {
  const answer = await askUv(question, uv);
  switch (answer.kind) {
    case 'pins':
      return `no conflict: ${answer.pins.size} packages`;
    case 'late':
      return 'no answer in time';
    case 'none':
      return answer.text;
  }
}

/** Errors, and what pip prints about the cause: it lies between the downloads. */
function pipText(question: PeerQuestion, pip: PeerOptions): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const args = ['--python', question.python, 'install', '--dry-run', '--ignore-installed'];
  args.push('--index-url', pip.indexUrl, '--uploaded-prior-to', pip.excludeNewer);
  args.push('--cache-dir', `${pip.work}/pip-cache`, ...question.requirements);
  execFile(
    pip.program,
    args,
    {
      env: neutralEnvironment(),
      timeout: pip.limit * 1000,
      signal: pip.signal,
      maxBuffer: 2 ** 28,
    },
    (error, stdout, stderr) => {
      const from = stdout.indexOf('\nThe conflict is caused by');
      const cause = from < 0 ? '' : stdout.slice(from);
      const text =
        error === null
          ? `no conflict: ${stdout.trim().split('\n').at(-1) ?? ''}`
          : error.killed === true
            ? 'no answer in time'
            : `${stderr.trim()}\n${cause}`;
      resolve(text.replaceAll(/\n\n+/g, '\n').trim());
    },
  );
  return promise;
}

/** Our text is printed whole, the others as far as they are short. */
function printText(tool: string, text: string): void {
  const all = text.split('\n').map((line) => line.trimEnd());
  const count = tool === 'spip' ? all.length : Number(options.lines);
  const shown = all
    .slice(0, all.length > count ? count - 1 : count)
    .map((line) =>
      tool !== 'spip' && line.length > maxWidth ? `${line.slice(0, maxWidth)} ...` : line,
    );
  const more = all.length - shown.length;
  const rest = more > 0 ? [`... ${more} more lines`] : [];
  console.log([`${tool}:`, '', '```', ...shown, ...rest, '```', ''].join('\n'));
}
