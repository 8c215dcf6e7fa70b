import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runScript } from './measure.ts';
import type { MeasureOptions } from './measure.ts';

/** How often a script and what it starts become a Python, counted by strace; `undefined` where that is missing. */
export async function countPythons(
  script: string,
  options: Omit<MeasureOptions, 'rounds'>,
): Promise<number | undefined> {
  if (!(await hasStrace())) {
    return undefined;
  }
  const trace = join(options.work, 'trace');
  try {
    const quoted = script.replaceAll("'", String.raw`'\''`);
    await runScript(`strace -f -qq -e trace=execve -o ${trace} sh -c '${quoted}'`, options);
    const lines = (await readFile(trace, 'utf8')).split('\n');
    return lines.filter((line) =>
      /execve\("[^"]*\/(python|pypy)[\d.]*t?".*(\) = 0|unfinished \.\.\.>)$/.test(line),
    ).length;
  } finally {
    await rm(trace, { force: true });
  }
}

async function hasStrace(): Promise<boolean> {
  try {
    await promisify(execFile)('strace', ['-V']);
    return true;
  } catch {
    return false;
  }
}
