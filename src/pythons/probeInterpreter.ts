import { isShortage, spawnFailure } from '../lib/spawnFailure.ts';
import { captureOutput } from './captureOutput.ts';
import type { Captured } from './captureOutput.ts';
import { parseProbeReport } from './probeReport.ts';
import type { ProbeReport } from './probeReport.ts';
import { probeScript } from './probeScript.ts';

export type Probed =
  | { readonly kind: 'answer'; readonly report: ProbeReport; readonly line: string }
  /** It was still running after so many seconds, and had said this. */
  | { readonly kind: 'silence'; readonly seconds: number; readonly said: string }
  /** Reads on from the path: `exited with status 1: ...`. */
  | { readonly kind: 'broken'; readonly reason: string };

export interface ProbeOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Starts an interpreter once and asks it everything that spip wants to know.
 *
 * @throws SpipError where this machine has no process or descriptor for it: that says nothing of the interpreter
 */
export async function probeInterpreter(executable: string, options: ProbeOptions): Promise<Probed> {
  const ask = (flags: readonly string[]): Promise<Captured> =>
    captureOutput({
      argv: [executable, ...flags, '-c', probeScript],
      // 2.7 imports from the current folder: nobody leaves a `json.py` in the root.
      cwd: '/',
      // SYSTEM_VERSION_COMPAT: else old builds on macOS say 10.16.
      env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', SYSTEM_VERSION_COMPAT: '0' },
      ...options,
    });
  const first = await ask(['-I', '-S']);
  if (first.end.kind === 'not-started' && isShortage(first.end.error)) {
    throw spawnFailure(first.end.error, { argv: [executable], cwd: '/' });
  }
  const old = first.end.kind === 'exited' && /^Unknown option: -I/m.test(first.stderr);
  return judge(old ? await ask(['-E', '-s', '-S']) : first, options.timeoutMs);
}

function judge({ end, stdout, stderr }: Captured, timeoutMs: number): Probed {
  const said = telling(stderr);
  const because = said === '' ? '' : `: ${said}`;
  switch (end.kind) {
    case 'not-started':
      return { kind: 'broken', reason: `cannot be started: ${end.error.message}` };
    case 'timeout':
      return { kind: 'silence', seconds: timeoutMs / 1000, said };
    case 'killed':
      return { kind: 'broken', reason: `was ended by ${end.signal}${because}` };
    case 'exited':
      break;
  }
  if (end.status !== 0) {
    return { kind: 'broken', reason: `exited with status ${end.status}${because}` };
  }
  const report = parseProbeReport(stdout);
  if (report === undefined) {
    const shown = firstLine(stdout) || said;
    const instead = shown === '' ? 'printed nothing' : `printed \`${shown}\``;
    return { kind: 'broken', reason: `gave no readable answer but ${instead}` };
  }
  return { kind: 'answer', report, line: stdout.trim() };
}

/** The first line, but of a traceback the last. */
function telling(text: string): string {
  const first = firstLine(text);
  return first.startsWith('Traceback') ? firstLine(text.trimEnd().split('\n').at(-1) ?? '') : first;
}

function firstLine(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? '';
  // Whatever a broken program prints must not steer the terminal.
  return line.replaceAll(/\p{C}/gu, ' ').trim().slice(0, 200);
}
