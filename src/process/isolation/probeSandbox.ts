import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { bubblewrap } from './bubblewrap.ts';
import { foldersOfCell } from './cellFolders.ts';
import type { Isolation } from './isolation.ts';
import { kernelSettings, resolverMounts, systemMounts } from './systemMounts.ts';
import { isShortage, spawnFailure } from '../../lib/spawnFailure.ts';
import { tally } from '../../lib/tally.ts';

export type SandboxProbe =
  | { readonly works: true; readonly isolation: Isolation }
  /** `reason` is a sentence without a final period, for people. */
  | { readonly works: false; readonly reason: string };

const probeMs = 10_000;

/**
 * Tries bubblewrap with the very options that cells get, once per run (about 10 ms). Never throws because it does not
 * work. `cell` is a folder to try it on, of this run's unfinished ones: it is made, and stays.
 */
export async function probeSandbox(
  env: Readonly<Record<string, string | undefined>>,
  cell: string,
): Promise<SandboxProbe> {
  if (process.platform !== 'linux') {
    return { works: false, reason: 'Bubblewrap exists only on Linux' };
  }
  const [program, unshare, mount] = await Promise.all(
    ['bwrap', 'unshare', 'mount'].map((name) => findOnPath(name, env['PATH'] ?? '')),
  );
  if (program === undefined) {
    return { works: false, reason: '`bwrap` (bubblewrap) is not on PATH' };
  }
  const tool = {
    program,
    unshare,
    systemArgs: await systemMounts(),
    resolverArgs: await resolverMounts(),
    kernelSettings: kernelSettings(),
  };
  if (unshare !== undefined && mount !== undefined) {
    const isolation = bubblewrap({ ...tool, layer: { unshare, mount } });
    if ((await tryOut(isolation, cell)) === undefined) {
      return { works: true, isolation };
    }
  }
  const isolation = bubblewrap({ ...tool, layer: undefined });
  const problem = await tryOut(isolation, cell);
  return problem === undefined ? { works: true, isolation } : { works: false, reason: problem };
}

async function findOnPath(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(':').filter(isAbsolute)) {
    try {
      await access(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Not here: the next folder may have it.
    }
  }
  return undefined;
}

async function tryOut(isolation: Isolation, cell: string): Promise<string | undefined> {
  const folders = foldersOfCell(cell);
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true })));
  return await run(
    isolation.wrap({
      argv: ['/bin/sh', '-c', ':'],
      folders,
      readOnly: [],
      layered: isolation.hasLayer,
    }),
  );
}

/** What went wrong; `undefined` if nothing did. Throws where this machine cannot start it now: that says nothing of it. */
async function run([program = '', ...args]: readonly string[]): Promise<string | undefined> {
  tally('processes');
  const failure = await new Promise<{ error: Error; stderr: string } | undefined>((resolve) => {
    execFile(program, args, { timeout: probeMs, env: {} }, (error, _stdout, stderr) => {
      resolve(error === null ? undefined : { error, stderr });
    });
  });
  if (failure === undefined) {
    return undefined;
  }
  const { error, stderr } = failure;
  if (isShortage(error)) {
    throw spawnFailure(error, { argv: [program], cwd: '.' });
  }
  return explain(stderr.trim() || error.message);
}

function explain(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return /namespace|uid map|setting up/i.test(line)
    ? `User namespaces are not allowed here: \`${line}\``
    : `Bubblewrap does not work here: \`${line}\``;
}
