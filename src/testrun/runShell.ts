import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seenFolders } from '../process/isolation/isolation.ts';
import { runForeground } from '../process/runForeground.ts';
import { customStep } from './steps/customStep.ts';
import { ownStep } from './steps/ownStep.ts';
import type { TestPlan } from './testPlan.ts';
import { isolatedArgv, supervisorVariables } from './driver/runDriver.ts';
import { shellPython } from './driver/shellPython.ts';

/** What a user runs in a cell in the place of its steps. */
export interface ShellRequest {
  /** A program with its arguments; empty: a shell. */
  readonly command: readonly string[];
  /** Whether a person sits at a terminal, and which kind it is. */
  readonly terminal: string | undefined;
}

/** In the folder of the cell for what is temporary. */
const requestName = 'shell.json';

/**
 * Runs a command, or a shell, in a cell as its steps would run, beside the files of its tests, on the terminal of spip.
 * Resolves to its exit status. No limit holds.
 */
export async function runShell(
  plan: TestPlan,
  { command, terminal }: ShellRequest,
): Promise<number> {
  await plan.turn?.();
  const { folders, isolation, doors } = plan;
  const seen = seenFolders(isolation, folders);
  const children = [ownStep, customStep].flatMap((step) => step.children(plan) ?? []);
  const request = {
    argv: command,
    terminal: terminal !== undefined,
    cwd: seen.cwd,
    variables: doors.variables,
    copied: children.flatMap((child) => (child.kind === 'command' ? [child.copied] : [])),
  };
  // Nothing of a release has run here.
  writeFileSync(join(folders.tmp, requestName), JSON.stringify(request), { flag: 'wx' });
  return runForeground({
    argv: isolatedArgv(plan, children, [
      plan.python.executable,
      '-S',
      '-c',
      shellPython,
      join(seen.tmp, requestName),
    ]),
    cwd: folders.cwd,
    env: supervisorVariables(plan, terminal === undefined ? {} : { TERM: terminal }),
    signal: plan.signal,
    onSpawn: plan.onSpawn,
    endLeft: (wasKilled) => isolation.endLeft(folders, wasKilled),
  });
}
