import type { Interpreter } from '../model/interpreter.ts';
import { followCandidate } from './followCandidate.ts';
import { isShimScript } from './isShimScript.ts';
import type { ProbeCache, ProbedFile } from './probeCache.ts';
import { probeInterpreter } from './probeInterpreter.ts';
import type { Probed } from './probeInterpreter.ts';
import { toInterpreter } from './toInterpreter.ts';

export type Examined =
  | { readonly kind: 'python'; readonly interpreter: Interpreter }
  | { readonly kind: 'shim' }
  | {
      readonly kind: 'broken';
      readonly path: string;
      readonly source: string;
      readonly reason: string;
      /** Whether it is only that it did not answer in time. */
      readonly isSilent: boolean;
    };

export interface ExamineOptions {
  readonly cache: ProbeCache;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface SourcedFile extends ProbedFile {
  readonly source: string;
}

/** What an executable is, from the cache or by asking it; a wrapper script is followed to the Python behind it. */
export async function examineExecutable(
  file: SourcedFile,
  options: ExamineOptions,
): Promise<Examined> {
  const probed = await ask(file, options);
  if (probed === 'shim') {
    return { kind: 'shim' };
  }
  if (probed.kind !== 'answer') {
    return judge(file, probed);
  }
  const behind = followCandidate(probed.report.executable);
  if (behind.kind !== 'executable' || behind.path === file.path) {
    return judge(file, probed);
  }
  const real = { ...behind, source: file.source };
  const answer = await ask(real, options);
  // A wrapper that knows better than its Python what it needs stays what it is: broken for spip.
  return answer === 'shim' ? { kind: 'shim' } : judge(real, answer);
}

async function ask(file: ProbedFile, options: ExamineOptions): Promise<Probed | 'shim'> {
  const { cache, timeoutMs, signal } = options;
  const known = cache.get(file);
  if (known !== undefined) {
    return known;
  }
  if (await isShimScript(file.path).catch(() => false)) {
    return 'shim';
  }
  const probed = await probeInterpreter(file.path, { timeoutMs, signal });
  // Who is told to stop does not know whether it would have answered.
  if (signal?.aborted !== true) {
    await cache.put(file, probed);
  }
  return probed;
}

function judge(file: SourcedFile, probed: Probed): Examined {
  const made = probed.kind === 'answer' ? toInterpreter(probed.report, file) : reasonOf(probed);
  const { path, source } = file;
  return typeof made === 'string'
    ? { kind: 'broken', path, source, reason: made, isSilent: probed.kind === 'silence' }
    : { kind: 'python', interpreter: made };
}

function reasonOf(probed: Exclude<Probed, { readonly kind: 'answer' }>): string {
  if (probed.kind === 'broken') {
    return probed.reason;
  }
  const because = probed.said === '' ? '' : `: ${probed.said}`;
  return `did not answer within ${probed.seconds} s${because}`;
}
