import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { median } from './measure.ts';

/** Medians in seconds. */
export interface StartUp {
  readonly spip: number;
  readonly node: number;
}

/** `spip --version` and a bare Node, in turn. */
export async function measureStartUp(
  spip: readonly string[],
  { rounds, signal }: { readonly rounds: number; readonly signal: AbortSignal },
): Promise<StartUp> {
  const [node = process.execPath] = spip;
  const times: { readonly spip: number[]; readonly node: number[] } = { spip: [], node: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const bare = await timeOf([node, '-e', '0'], signal);
    const version = await timeOf([...spip, '--version'], signal);
    // The first round only warms up.
    if (round > 0) {
      times.node.push(bare);
      times.spip.push(version);
    }
  }
  return { spip: median(times.spip), node: median(times.node) };
}

async function timeOf(
  [program = '', ...args]: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const started = performance.now();
  const child = spawn(program, args, { stdio: 'ignore', signal });
  await once(child, 'close');
  return (performance.now() - started) / 1000;
}
