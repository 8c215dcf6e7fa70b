import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { once } from '../../lib/once.ts';
import { bubblewrap } from './bubblewrap.ts';
import type { Bubblewrap } from './bubblewrap.ts';
import { foldersOfCell } from './cellFolders.ts';
import type { Isolation } from './isolation.ts';
import type { LayerPrograms } from './privateLayer.ts';
import { sandboxFacts } from './sandboxFacts.ts';
import { kernelSettings, resolverMounts, systemMounts } from './systemMounts.ts';
import { SpipError } from '../../lib/spipError.ts';
import { isShortage, spawnFailure } from '../../lib/spawnFailure.ts';
import { tally } from '../../lib/tally.ts';

export type SandboxProbe =
  | {
      readonly works: true;
      readonly isolation: Isolation;
      /**
       * Tries it where that was only remembered, once; for what a sandbox that does not start would be told of wrongly.
       *
       * @throws SpipError `sandbox-missing`: it has worked, and does not any more; that is forgotten
       */
      readonly confirm: () => Promise<void>;
    }
  /** `reason` is a sentence without a final period, for people. */
  | { readonly works: false; readonly reason: string };

/** How a sandbox worked here, for the next commands. */
export interface SandboxMemory {
  /** Whether environments could be written to there; `undefined` if nothing is known under these facts. */
  read(facts: string): Promise<boolean | undefined>;
  write(facts: string, hasLayer: boolean): Promise<void>;
  forget(): Promise<void>;
}

const probeMs = 10_000;

/**
 * Bubblewrap, tried with the very options that cells get (10 to 80 ms), or as it is remembered. Never throws because it
 * does not work. `cell` is a folder to try it on, of this run's unfinished ones: it is made, and stays, as does one beside
 * it for copies of the system's settings.
 */
export async function probeSandbox(
  env: Readonly<Record<string, string | undefined>>,
  cell: string,
  memory?: SandboxMemory,
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
    systemArgs: await systemMounts(join(dirname(cell), 'etc')),
    resolverArgs: await resolverMounts(),
    kernelSettings: kernelSettings(),
  };
  const layer = unshare !== undefined && mount !== undefined ? { unshare, mount } : undefined;
  const facts = sandboxFacts([program, unshare, mount], dirname(cell));
  const known = await memory?.read(facts);
  const tried = async (): Promise<SandboxProbe> => {
    const tries = await tryTools(tool, layer, cell);
    if (tries.works) {
      await memory?.write(facts, tries.isolation.hasLayer);
    }
    return tries;
  };
  if (known === undefined) {
    return await tried();
  }
  const isolation = bubblewrap({ ...tool, layer: known ? layer : undefined });
  return { works: true, isolation, confirm: once(() => expectAsKnown(tried, known, memory)) };
}

async function expectAsKnown(
  tried: () => Promise<SandboxProbe>,
  known: boolean,
  memory: SandboxMemory | undefined,
): Promise<void> {
  const now = await tried();
  if (now.works && now.isolation.hasLayer === known) {
    return;
  }
  await memory?.forget();
  const why = now.works ? 'it works in another way now' : now.reason;
  throw new SpipError('sandbox-missing', `Expected the sandbox of earlier runs: ${why}`, {
    hint: 'run the command again: it is tried anew then',
  });
}

async function tryTools(
  tool: Omit<Bubblewrap, 'layer'>,
  layer: LayerPrograms | undefined,
  cell: string,
): Promise<SandboxProbe> {
  const confirm = (): Promise<void> => Promise.resolve();
  if (layer !== undefined) {
    const isolation = bubblewrap({ ...tool, layer });
    if ((await tryOut(isolation, cell)) === undefined) {
      return { works: true, isolation, confirm };
    }
  }
  const isolation = bubblewrap({ ...tool, layer: undefined });
  const problem = await tryOut(isolation, cell);
  return problem === undefined
    ? { works: true, isolation, confirm }
    : { works: false, reason: problem };
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
