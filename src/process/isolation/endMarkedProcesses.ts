import { readFileSync } from 'node:fs';
import { endProcesses } from './endProcesses.ts';

/**
 * Kills every process whose environment holds the variable with this path or one inside it, and returns how many there
 * were. For runs without a sandbox.
 */
export function endMarkedProcesses(variable: string, path: string): number {
  const marker = `\0${variable}=${path}`;
  return endProcesses((pid) => {
    const environment = `\0${readFileSync(`/proc/${pid}/environ`, 'utf8')}`;
    return environment.includes(`${marker}\0`) || environment.includes(`${marker}/`);
  });
}
