import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkConsistency } from '../../envs/checkConsistency.ts';
import { importableModules } from '../../envs/importableModules.ts';
import type { Distribution } from '../../envs/lockText.ts';
import { materialise } from '../../envs/materialise.ts';
import { SpipError } from '../../lib/spipError.ts';
import { Teardown } from '../../lib/teardown.ts';
import type { Cell } from '../../model/cell.ts';
import type { CellResult, InstalledPackage, StepResult } from '../../model/cellResult.ts';
import type { Lock } from '../../model/lock.ts';
import type { CellPhase } from '../../model/runEvent.ts';
import type { Note } from '../../model/storedWheel.ts';
import { foldersOfCell } from '../../process/isolation/cellFolders.ts';
import type { Resolved } from '../../resolve/resolveRequest.ts';
import type { ItemContext } from '../../schedule/runCells.ts';
import { runSteps } from '../../testrun/runSteps.ts';
import { decidingStep, verdictOf } from '../../testrun/verdictOf.ts';
import type { CellProgress } from './cellProgress.ts';
import type { ComposedEnvironment } from './composeEnvironment.ts';
import { composeEnvironment } from './composeEnvironment.ts';
import { fetchDistributions } from '../sets/fetchDistributions.ts';
import type { MatrixShop } from './matrixShop.ts';
import { pinOf } from '../plan/planMatrix.ts';
import type { PlannedCell } from '../plan/planRelease.ts';
import { keepPlace } from './keepPlace.ts';
import type { CellPlace } from './keepPlace.ts';
import { extraFinder } from '../sets/unusedExtras.ts';
import { watchProcess } from '../run/watchProcess.ts';
import type { WheelBuilder } from '../sets/wheelBuilder.ts';

/** One cell from its requirement to its verdict. Throws what the cell's border turns into one. */
export async function runCell(
  planned: PlannedCell,
  shop: MatrixShop,
  context: ItemContext & { readonly progress: CellProgress },
): Promise<CellResult> {
  const { cell } = planned;
  const { signal, slot, progress } = context;
  const phase = (name: CellPhase): void => {
    signal.throwIfAborted();
    shop.workshop.emit({ kind: 'cell-phase', cell, phase: name });
  };

  phase('resolve');
  const { lock, warnings } = await resolveCell(planned, shop);

  phase('fetch');
  const distributions = await fetchCell(cell, lock, { shop, onBuild: () => phase('build') });

  phase('compose');
  const environment = await composeEnvironment({ cell, distributions, shop });

  phase('worktree');
  await using teardown = new Teardown();
  const place = await inTurn(progress, shop.placing, () =>
    makePlace({ cell, environment, shop, teardown }),
  );
  const installSeconds = progress.seconds;
  progress.installSeconds = installSeconds;

  phase('wait');
  await enter(slot, progress);

  phase('test');
  const tested = await testCell({ cell, distributions, place, shop, signal, installSeconds });
  const verdict = verdictOf(tested.steps);
  // A cell that stops the run holds its place until that is known: nobody takes it.
  if (!shop.stopsRun(verdict)) {
    slot.leave();
  }

  phase('clean');
  const kept = await keepPlace({ verdict, cell, place, shop });
  await teardown.run();
  return {
    cell,
    verdict,
    message: decidingStep(tested.steps)?.message ?? '',
    hint: undefined,
    seconds: progress.seconds,
    environment: environment.commit,
    packages: distributions.map(installedPackage),
    steps: tested.steps,
    notes: [...warnings, ...notesOf(environment, distributions), ...tested.notes, ...kept],
  };
}

async function fetchCell(
  { interpreter }: Cell,
  lock: Lock,
  { shop, onBuild }: { readonly shop: MatrixShop; readonly onBuild: () => void },
): Promise<readonly Distribution[]> {
  const builder: Pick<WheelBuilder, 'wheelOf'> = {
    wheelOf: (file, python) => {
      onBuild();
      return shop.builder.wheelOf(file, python);
    },
  };
  return fetchDistributions(lock, { workshop: shop.workshop, builder, interpreter });
}

/** Waits for a place among those that test. */
async function enter(slot: ItemContext['slot'], progress: CellProgress): Promise<void> {
  const resume = progress.pause();
  await slot.enter();
  resume();
}

/** Runs a task when its turn has come; the wait is not work of the cell. */
async function inTurn<T>(
  progress: CellProgress,
  turns: MatrixShop['placing'],
  task: () => Promise<T>,
): Promise<T> {
  const resume = progress.pause();
  return await turns.run(() => {
    resume();
    return task();
  });
}

function notesOf(
  { plan }: ComposedEnvironment,
  distributions: readonly Distribution[],
): readonly Note[] {
  return [...plan.notes, ...distributions.flatMap(({ wheel }) => wheel.notes)];
}

async function resolveCell(
  planned: PlannedCell,
  shop: MatrixShop,
): Promise<Pick<Resolved, 'lock' | 'warnings'>> {
  const { beside, asOf } = planned;
  const { interpreter, package: underTest } = planned.cell;
  const { lock, warnings } = await shop
    .resolverFor(interpreter, underTest)
    .resolve([pinOf(planned), ...beside], { underTest, asOf });
  return { lock, warnings: [...asOfNote(asOf), ...warnings] };
}

function asOfNote(asOf: Date | undefined): readonly Note[] {
  return asOf === undefined
    ? []
    : [{ code: 'as-of', text: `resolved as of ${asOf.toISOString()}`, paths: [] }];
}

interface PlaceRequest {
  readonly cell: Cell;
  readonly environment: ComposedEnvironment;
  readonly shop: MatrixShop;
  readonly teardown: Teardown;
}

/** The cell's worktree with its environment linked in; the teardown is registered before each side effect. */
async function makePlace({ cell, environment, shop, teardown }: PlaceRequest): Promise<CellPlace> {
  const { workshop, ledger } = shop;
  const directory = join(workshop.workDirectory, cell.slug);
  const token = await workshop.journal.intend({
    kind: 'worktree',
    directory,
    commit: environment.commit,
  });
  teardown.register(async () => {
    await ledger.removeWorktree(directory);
    await workshop.journal.done(token);
  });
  await ledger.addWorktree(environment.commit, directory);
  const folders = foldersOfCell(directory);
  await Promise.all([folders.cwd, folders.home, folders.tmp].map((path) => mkdir(path)));
  const materialised = await materialise(environment.plan, folders.env, {
    mode: shop.guard.linkMode,
    runtimePrefix: workshop.isolation.seen(folders.env, directory),
    bytecode: environment.bytecode,
    previous: shop.spare.take(cell.interpreter),
  });
  return { folders, materialised };
}

interface TestRequest {
  readonly cell: Cell;
  readonly distributions: readonly Distribution[];
  readonly place: CellPlace;
  readonly shop: MatrixShop;
  readonly signal: AbortSignal;
  readonly installSeconds: number;
}

async function testCell(
  request: TestRequest,
): Promise<{ steps: readonly StepResult[]; notes: readonly Note[] }> {
  const { cell, distributions, place, shop, signal } = request;
  const { workshop } = shop;
  const tested = distributions.find(({ locked }) => locked.name === cell.package);
  if (tested === undefined) {
    throw new SpipError('internal', `Expected \`${cell.package}\` in its own environment`);
  }
  const [problems, modules] = await Promise.all([
    checkConsistency({ interpreter: cell.interpreter, distributions }),
    importableModules(tested.wheel),
  ]);
  const snapshot = workshop.isolation.protectsEnvironment
    ? undefined
    : await shop.guard.before(cell.id, place.materialised);
  const steps = await watchProcess(workshop.journal, (onSpawn) =>
    runSteps({
      id: cell.id,
      slug: cell.slug,
      python: cell.interpreter,
      problems: problems.map(({ text }) => text),
      installSeconds: request.installSeconds,
      modules,
      extraFor: extraFinder({ wheel: tested.wheel, cell, bringsModule: shop.bringsModule }),
      custom: shop.custom,
      limits: shop.limits,
      isolation: workshop.isolation,
      folders: place.folders,
      share: shop.share,
      runFolder: shop.run.folder,
      logsFolder: join(shop.run.folder, 'logs'),
      signal,
      onSpawn,
    }),
  );
  if (snapshot === undefined) {
    await shop.guard.expectUntouched(cell.id, place.materialised);
    return { steps, notes: place.materialised.notes };
  }
  const notes = await shop.guard.after(cell.id, place.materialised, snapshot);
  return { steps, notes: [...place.materialised.notes, ...notes] };
}

function installedPackage({ locked, wheel, built }: Distribution): InstalledPackage {
  return {
    name: locked.name,
    version: locked.version,
    file: locked.file.filename,
    sha256: built?.sdistSha256 ?? wheel.sha256,
    built: built !== undefined,
  };
}
