import { execFile } from 'node:child_process';
import type { Lock } from '../src/model/lock.ts';
import { normaliseName } from '../src/pep/names.ts';
import { formatVersion, parseVersion } from '../src/pep/version.ts';
import { neutralEnvironment } from './resolverShop.ts';

/** Versions by normalised name. */
export type Pins = ReadonlyMap<string, string>;

/** What a resolver made of one question. */
export type Answer =
  | { readonly kind: 'pins'; readonly pins: Pins }
  | { readonly kind: 'none'; readonly text: string }
  | { readonly kind: 'late' };

export interface PeerOptions {
  /** Absolute path of the program. */
  readonly program: string;
  readonly indexUrl: string;
  readonly excludeNewer: string;
  /** Folder of the caches. */
  readonly work: string;
  /** Seconds for one question. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

export interface PeerQuestion {
  /** Path of the interpreter. */
  readonly python: string;
  readonly requirements: readonly string[];
  /** Path of a file of constraints. */
  readonly constraints?: string | undefined;
}

/** What `uv pip compile` answers. */
export async function askUv(question: PeerQuestion, options: PeerOptions): Promise<Answer> {
  const args = ['pip', 'compile', '-', '--quiet', '--no-header', '--no-annotate'];
  args.push('--no-config', '--cache-dir', `${options.work}/uv-cache`);
  args.push('--default-index', options.indexUrl, '--exclude-newer', options.excludeNewer);
  args.push('--python', question.python);
  if (question.constraints !== undefined) {
    args.push('--constraint', question.constraints);
  }
  const ended = await run(options.program, args, {
    ...options,
    input: question.requirements.join('\n'),
  });
  return ended.kind === 'done'
    ? { kind: 'pins', pins: readPins(ended.stdout) }
    : withoutOutput(ended);
}

/** What `pip install --dry-run --report` answers; the program is a pip of the Python in question. */
export async function askPip(question: PeerQuestion, options: PeerOptions): Promise<Answer> {
  const args = ['install', '--quiet', '--dry-run'];
  args.push('--ignore-installed', '--report', '-', '--index-url', options.indexUrl);
  args.push('--uploaded-prior-to', options.excludeNewer);
  args.push('--cache-dir', `${options.work}/pip-cache`, ...question.requirements);
  const ended = await run(options.program, args, { ...options, input: '' });
  return ended.kind === 'done'
    ? { kind: 'pins', pins: readReport(ended.stdout) }
    : withoutOutput(ended);
}

/** The same of a set that spip found. */
export function pinsOfLock({ packages }: Lock): Pins {
  return new Map(packages.map(({ name, version }) => [name, formatVersion(parseVersion(version))]));
}

interface Running extends Pick<PeerOptions, 'limit' | 'signal'> {
  readonly input: string;
}

type Ended =
  | { readonly kind: 'done'; readonly stdout: string }
  | { readonly kind: 'failed'; readonly stderr: string }
  | { readonly kind: 'late' };

function run(program: string, args: readonly string[], running: Running): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const child = execFile(
    program,
    args,
    {
      env: neutralEnvironment(),
      timeout: running.limit * 1000,
      signal: running.signal,
      maxBuffer: 2 ** 28,
    },
    (error, stdout, stderr) => {
      if (error === null) {
        resolve({ kind: 'done', stdout });
      } else {
        resolve(error.killed === true ? { kind: 'late' } : { kind: 'failed', stderr });
      }
    },
  );
  child.stdin?.on('error', () => undefined).end(running.input);
  return promise;
}

function withoutOutput(ended: Exclude<Ended, { kind: 'done' }>): Answer {
  return ended.kind === 'late' ? { kind: 'late' } : { kind: 'none', text: ended.stderr.trim() };
}

/** Lines `name==version`; extras do not stand in them. */
function readPins(text: string): Pins {
  const pins = text
    .split('\n')
    .map((line) => /^([^\s=[]+)(?:\[[^\]]*\])?==(\S+)$/.exec(line.trim()))
    .filter((match) => match !== null)
    .map(([, name = '', version = '']) => [normaliseName(name), version] as const);
  return new Map(pins);
}

function readReport(text: string): Pins {
  const { install } = JSON.parse(text) as {
    readonly install: readonly {
      readonly metadata: { readonly name: string; readonly version: string };
    }[];
  };
  return new Map(install.map(({ metadata: { name, version } }) => [normaliseName(name), version]));
}
