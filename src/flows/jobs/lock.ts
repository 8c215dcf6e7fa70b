import { allEnded } from '../../lib/allEnded.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { Lock } from '../../model/lock.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import type { LockOptions, LockRequest } from '../../options/lockOptions.ts';
import type { Requirement } from '../../pep/requirement.ts';
import { pickAuto } from '../../pythons/pickAuto.ts';
import { parsePythonRequest } from '../../pythons/pythonRequest.ts';
import { selectPythons } from '../../pythons/selectPythons.ts';
import { writeAside } from '../../report/writeAside.ts';
import { appliesTo } from '../sets/appliesTo.ts';
import { EnvironmentResolver } from '../sets/environmentResolver.ts';
import type { OpenedDirects } from '../sets/openDirects.ts';
import type { Facilities } from '../run/openFacilities.ts';
import { pylockText } from './pylockText.ts';
import { withDigest } from '../sets/hashedFiles.ts';
import type { PreparedInputs } from '../ask/prepareInputs.ts';
import { parseInput } from '../ask/readInputs.ts';
import { resolvePolicy } from '../sets/resolvePolicy.ts';
import { unknownPackage } from '../plan/unknownPackage.ts';
import { withRun } from './withRun.ts';

/** What `spip lock` came to. */
export interface ResolvedLock {
  readonly lock: Lock;
  readonly interpreter: Interpreter;
  /** The same as a `pylock.toml` (PEP 751), where that is asked for. */
  readonly pylock: string | undefined;
}

/** `spip lock`: resolves the set. */
export async function runLock(given: LockRequest, context: Context): Promise<ResolvedLock> {
  const { err } = context.screen;
  const pythons = given.python === undefined ? [] : [given.python];
  const request = {
    given,
    settle: (asked: LockRequest, { settings, index, resolution }: PreparedInputs): LockOptions => ({
      ...asked,
      index,
      resolution,
      pre: asked.pre || settings.options.pre?.value === true,
      pythonDownloads: asked.pythonDownloads ?? settings.options.pythonDownloads?.value ?? 'manual',
    }),
    needs: ({ pythonDownloads }: LockOptions) =>
      ({ sandbox: 'auto', runsTests: false, pythons, pythonDownloads, jobs: 1 }) as const,
    python: (facilities: Facilities) => chooseInterpreter(pythons, facilities),
    emit: (event: RunEvent) => writeAside(event, err, given.global.verbosity),
  };
  return withRun(request, context, async (run) => {
    const { options, inputs, facilities, python: interpreter } = run;
    const roots = inputs.requirements.map(parseInput);
    await refuseUnknown(
      roots.filter((root) => appliesTo(root, interpreter) && !isDirect(root, run)),
      facilities,
    );
    const policy = resolvePolicy(options.index, {
      pre: options.pre || inputs.pre,
      strategy: options.resolution.strategy,
    });
    const resolver = new EnvironmentResolver({ ...run, interpreter, policy });
    const resolved = await resolver.resolve(roots);
    resolved.warnings.forEach(({ text }) => run.emit({ kind: 'warning', text }));
    const lock = await promisedDigests(resolved.lock, facilities);
    const asPylock = options.format === 'pylock';
    const pylock = asPylock
      ? await pylockText(lock, { interpreter, source: resolver.source })
      : undefined;
    return { lock, interpreter, pylock };
  });
}

function chooseInterpreter(requests: readonly string[], facilities: Facilities): Interpreter {
  const { pythons } = facilities;
  const chosen =
    requests.length === 0
      ? pickAuto(pythons.interpreters, { requiresPython: undefined })
      : newestOf(requests, selectPythons(requests, pythons));
  if (chosen === undefined) {
    throw new SpipError('no-python', 'Failed to find a final CPython on this machine', {
      hint: '`spip python list` shows what was found; `spip python install 3` brings the newest, or name one with `--python PATH`',
    });
  }
  return chosen;
}

/** A specifier leaves the choice open; whoever names several Pythons expects several sets. */
function newestOf(
  requests: readonly string[],
  chosen: readonly Interpreter[],
): Interpreter | undefined {
  const isOpen = requests.flatMap(parsePythonRequest).every(({ kind }) => kind === 'specifier');
  if (chosen.length > 1 && !isOpen) {
    const labels = chosen.map(({ python }) => `\`${python}\``).join(', ');
    throw new SpipError('usage', `Expected \`--python\` to name one Python, found ${labels}`, {
      hint: 'a set is resolved for one Python: run `spip lock` once for each',
    });
  }
  return chosen.at(-1);
}

/** Whether its files need not be on an index. */
function isDirect(
  { name }: Requirement,
  { fixed, sources }: Pick<OpenedDirects, 'fixed' | 'sources'>,
): boolean {
  return fixed.projects.has(name) || sources.some(({ requirement }) => requirement.name === name);
}

async function refuseUnknown(roots: readonly Requirement[], { index }: Facilities): Promise<void> {
  const projects = await allEnded(roots.map(({ name }) => index.project(name)));
  const missing = roots.find((_, at) => projects[at] === undefined);
  if (missing !== undefined) {
    throw unknownPackage(missing.name);
  }
}

/** The lock with a digest for each file: a file that no index promises one for is fetched and digested. */
async function promisedDigests(lock: Lock, facilities: Facilities): Promise<Lock> {
  const packages = await allEnded(
    lock.packages.map(async (locked) => ({
      ...locked,
      file: await withDigest(locked.file, facilities),
    })),
  );
  return { packages };
}
