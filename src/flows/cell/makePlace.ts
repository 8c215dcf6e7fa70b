import { allEnded } from '../../lib/allEnded.ts';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { materialise } from '../../envs/materialise.ts';
import { intendUntilUndone } from '../../journal/intendUntilUndone.ts';
import type { Ledger } from '../../ledger/openLedger.ts';
import type { Teardown } from '../../lib/teardown.ts';
import type { CellJob } from '../../model/cellJob.ts';
import { foldersOfCell } from '../../process/isolation/cellFolders.ts';
import type { Facilities } from '../run/openFacilities.ts';
import type { CellPlace } from './cellHost.ts';
import type { ComposedEnvironment } from './composeEnvironment.ts';
import type { PoisonGuard } from './poisonGuard.ts';
import type { KeptEnvironments } from './keptEnvironments.ts';

interface Surroundings {
  readonly facilities: Pick<Facilities, 'workDirectory' | 'isolation'> & {
    readonly journal: Pick<Facilities['journal'], 'intend' | 'done'>;
  };
  readonly ledger: Pick<Ledger, 'addWorktree' | 'removeWorktree'>;
  readonly guard: Pick<PoisonGuard, 'linkMode'>;
  /** `undefined`: each cell gets an environment of its own. */
  readonly kept: Pick<KeptEnvironments, 'get'> | undefined;
}

/** The cell's worktree, and its environment there or a kept one; the teardown is registered before each side effect. */
export async function makePlace(
  request: {
    readonly job: CellJob;
    readonly environment: ComposedEnvironment;
    readonly teardown: Teardown;
  },
  surroundings: Surroundings,
): Promise<CellPlace> {
  const { job, environment, teardown } = request;
  const { facilities, ledger } = surroundings;
  const { journal } = facilities;
  const directory = join(facilities.workDirectory, job.slug);
  await intendUntilUndone(
    { kind: 'worktree', directory, commit: environment.commit },
    () => ledger.removeWorktree(directory),
    { journal, teardown },
  );
  await ledger.addWorktree(environment.commit, directory);
  const folders = foldersOfCell(directory);
  await allEnded([folders.cwd, folders.home, folders.tmp].map((path) => mkdir(path)));
  const { kept, guard } = surroundings;
  const shared = guard.linkMode === 'hardlink' ? await kept?.get(environment) : undefined;
  if (shared !== undefined) {
    // Where it is mounted.
    await mkdir(folders.env);
    return { folders: { ...folders, env: shared.prefix }, materialised: shared };
  }
  const materialised = await materialise(environment.plan, folders.env, {
    mode: guard.linkMode,
    runtimePrefix: facilities.isolation.seen(folders.env, directory),
    bytecode: environment.bytecode,
  });
  return { folders, materialised };
}
