import type { CellResult } from '../../model/cellResult.ts';
import type { ItemContext } from '../../schedule/runCells.ts';
import type { StopReason } from '../../schedule/stopControl.ts';
import { CellProgress } from './cellProgress.ts';
import { cancelledResult, failedResult } from './endedResult.ts';
import { expectRoomForLogs } from './expectRoomForLogs.ts';
import { lostFromCache } from './lostFromCache.ts';
import type { MatrixShop } from './matrixShop.ts';
import type { PlannedCell } from '../plan/planRelease.ts';
import { PoisonedFiles } from './poisonGuard.ts';
import { runCell } from './runCell.ts';

/** Where whatever ends a cell becomes its result, so that no cell stops the others; knows the attempts of each cell. */
export class CellBorder {
  readonly #shop: MatrixShop;
  readonly #running = new Map<string, CellProgress>();
  readonly #earlier = new Map<string, readonly CellResult[]>();
  /** Cells to run again: not they failed but the files that they got. */
  readonly #again = new Set<string>();

  constructor(shop: MatrixShop) {
    this.#shop = shop;
  }

  async run(planned: PlannedCell, item: ItemContext): Promise<CellResult> {
    const { id } = planned.cell;
    const progress = new CellProgress(this.#shop.clock);
    this.#running.set(id, progress);
    const result = await runCell(planned, this.#shop, { ...item, progress });
    if (result.verdict.state !== 'pass') {
      await expectRoomForLogs(this.#shop.run.folder);
    }
    return { ...result, attempts: this.#earlier.get(id) };
  }

  async failed({ cell }: PlannedCell, error: unknown): Promise<CellResult> {
    const { workshop, builder, run } = this.#shop;
    const lost =
      error instanceof PoisonedFiles
        ? error
        : lostFromCache(error, workshop.settings.places.cacheDir);
    if (lost !== undefined) {
      this.#again.add(cell.id);
      workshop.emit({ kind: 'debug', text: `${cell.id}: ${lost.message}` });
      workshop.store.lookAgain();
      builder.lookAgain();
    }
    const progress = this.#running.get(cell.id);
    const result = await failedResult(cell, lost ?? error, { runFolder: run.folder, progress });
    return { ...result, attempts: this.#earlier.get(cell.id) };
  }

  /** What is gone is fetched again, once; where a test writes to shared files, until none is shared any more. */
  runsAgain({ cell }: PlannedCell, result: CellResult, attempt: number): boolean {
    const again = this.#again.delete(cell.id) && attempt < (this.#shop.guard.alarmed ? 4 : 2);
    if (again) {
      this.#earlier.set(cell.id, [...(this.#earlier.get(cell.id) ?? []), result]);
    }
    return again;
  }

  cancelled({ cell }: PlannedCell, reason: StopReason, tested: boolean): CellResult {
    const progress = this.#running.get(cell.id);
    const result = cancelledResult(cell, reason, { tested, progress });
    return { ...result, attempts: this.#earlier.get(cell.id) };
  }
}
