import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DistFile, ProjectFiles } from '../src/model/distFile.ts';
import { buildWheel } from '../test/support/wheelBuilder.ts';
import type { MeasureOptions } from './measure.ts';
import { runScript } from './measure.ts';
import type { Upstream } from './mirror.ts';

/** A made-up package with very many releases, each a wheel of one module. */
const name = 'spip-scale';

/** The same index with the made-up package on it. */
export function withScale(upstream: Upstream, releases: number): Upstream {
  const wheels = new Map<string, Buffer>();
  const files = (): readonly DistFile[] =>
    Array.from({ length: releases }, (_, index) => {
      const wheel = buildWheel({ name, version: `1.${index}` });
      wheels.set(wheel.filename, wheel.bytes);
      return distFile(wheel.filename, wheel.bytes);
    });
  let page: ProjectFiles | undefined;
  return {
    project: async (asked) =>
      asked === name ? (page ??= { name, files: files() }) : upstream.project(asked),
    download: async (file, destination) => {
      const bytes = wheels.get(file.filename);
      await (bytes === undefined
        ? upstream.download(file, destination)
        : writeFile(destination, bytes));
    },
  };
}

function distFile(filename: string, bytes: Buffer): DistFile {
  return {
    filename,
    kind: 'wheel',
    url: `https://made.up/${filename}`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    requiresPython: undefined,
    uploadTime: '2020-01-01T00:00:00Z',
    yanked: false,
    metadata: false,
    index: 'https://made.up',
  };
}

/** One run over so many cells. */
export interface ScaleResult {
  readonly cells: number;
  readonly what: string;
  readonly seconds: number;
  /** As the profile of the run says it. */
  readonly memory: string;
  readonly cpu: string;
}

export interface ScaleOptions extends Omit<MeasureOptions, 'rounds'> {
  readonly spip: readonly string[];
  readonly index: string;
  readonly jobs: number;
}

/**
 * W7: tests that do nothing in a fifth of the cells and in all of them, warm; all of them once more with their verdicts;
 * tests that sleep for 100 ms in 64 places; and what it then takes to show a run.
 */
export async function runScale(
  cells: number,
  options: ScaleOptions,
): Promise<readonly ScaleResult[]> {
  const { work, spip } = options;
  await writeFile(join(work, 'empty.py'), '');
  await writeFile(join(work, 'sleep.py'), 'import time\ntime.sleep(0.1)\n');
  const places = `--cache-dir ${work}/cache --data-dir ${work}/data`;
  const matrix = (count: number, script: string, more: string): string =>
    `${spip.join(' ')} matrix -q ${name} --limit ${count} --python 3.13 ${work}/${script} --steps custom --index-url ${options.index} ${places} --profile ${more} 2>${work}/profile`;
  const results: ScaleResult[] = [];
  const run = async (what: string, count: number, script: string): Promise<void> => {
    const { wall } = await runScript(script, options);
    const profile = await readFile(join(work, 'profile'), 'utf8');
    const told = (line: RegExp): string => line.exec(profile)?.[1] ?? '';
    results.push({
      what,
      cells: count,
      seconds: wall,
      memory: told(/memory +(.*) at most/),
      cpu: told(/CPU +(.*)/),
    });
  };
  const few = Math.round(cells / 5);
  const jobs = `--jobs ${options.jobs}`;
  await run('cold', cells, matrix(cells, 'empty.py', `${jobs} --no-result-cache`));
  await run('warm', few, matrix(few, 'empty.py', `${jobs} --no-result-cache`));
  await run('warm, verdicts are kept', cells, matrix(cells, 'empty.py', jobs));
  await run('the same again', cells, matrix(cells, 'empty.py', jobs));
  await run('sleeping 0.1 s, 64 at once', few, matrix(few, 'sleep.py', '--jobs 64'));
  await writeFile(join(work, 'profile'), '');
  await run('show last', few, `${spip.join(' ')} show last ${places}`);
  await run('runs', few, `${spip.join(' ')} runs ${places}`);
  return results;
}

export function scaleTable(results: readonly ScaleResult[]): string {
  return results
    .map(({ what, cells, seconds, memory, cpu }) =>
      `${what.padEnd(28)} ${String(cells).padStart(6)} cells  ${seconds.toFixed(2).padStart(8)} s  ${(cells / seconds).toFixed(0).padStart(6)} a second  ${memory.padStart(8)}  ${cpu}`.trimEnd(),
    )
    .join('\n');
}
