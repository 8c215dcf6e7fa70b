import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { materialise } from '../../envs/materialise.ts';
import type { Ledger } from '../../ledger/openLedger.ts';
import type { Teardown } from '../../lib/teardown.ts';
import type { CellJob } from '../../model/cellJob.ts';
import { foldersOfCell } from '../../process/isolation/cellFolders.ts';
import type { Facilities } from '../run/openFacilities.ts';
import type { CellPlace } from './cellHost.ts';
import type { ComposedEnvironment } from './composeEnvironment.ts';
import type { PoisonGuard } from './poisonGuard.ts';
import type { SpareEnvironments } from './spareEnvironments.ts';

interface Surroundings {
  readonly facilities: Pick<Facilities, 'workDirectory' | 'isolation'> & {
    readonly journal: Pick<Facilities['journal'], 'intend' | 'done'>;
  };
  readonly ledger: Pick<Ledger, 'addWorktree' | 'removeWorktree'>;
  readonly guard: Pick<PoisonGuard, 'linkMode'>;
  readonly spare: Pick<SpareEnvironments, 'take'>;
}

/** The cell's worktree with its environment linked in; the teardown is registered before each side effect. */
export async function makePlace(
  request: {
    readonly job: CellJob;
    readonly environment: ComposedEnvironment;
    readonly teardown: Teardown;
  },
  { facilities, ledger, guard, spare }: Surroundings,
): Promise<CellPlace> {
  const { job, environment, teardown } = request;
  const { journal, isolation } = facilities;
  const directory = join(facilities.workDirectory, job.slug);
  const token = await journal.intend({
    kind: 'worktree',
    directory,
    commit: environment.commit,
  });
  teardown.register(async () => {
    await ledger.removeWorktree(directory);
    await journal.done(token);
  });
  await ledger.addWorktree(environment.commit, directory);
  const folders = foldersOfCell(directory);
  await Promise.all([folders.cwd, folders.home, folders.tmp].map((path) => mkdir(path)));
  const materialised = await materialise(environment.plan, folders.env, {
    mode: guard.linkMode,
    runtimePrefix: isolation.seen(folders.env, directory),
    bytecode: environment.bytecode,
    previous: spare.take(environment.plan.interpreter),
  });
  return { folders, materialised };
}
