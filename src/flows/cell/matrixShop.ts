import type { Ledger } from '../../ledger/openLedger.ts';
import type { Limit } from '../../lib/limit.ts';
import type { Clock } from '../../model/context.ts';
import type { KeepMode } from '../../model/options.ts';
import type { RunInfo } from '../../model/runEvent.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { CustomTest, TestLimits } from '../../testrun/testPlan.ts';
import type { BytecodeCompiler } from './bytecodeCompiler.ts';
import type { ResolverFor } from '../sets/environmentResolver.ts';
import type { Workshop } from '../run/openWorkshop.ts';
import type { PoisonGuard } from './poisonGuard.ts';
import type { SpareEnvironments } from './spareEnvironments.ts';
import type { BringsModule } from '../sets/unusedExtras.ts';
import type { WheelBuilder } from '../sets/wheelBuilder.ts';

/** What the cells of one run share. */
export interface MatrixShop {
  readonly workshop: Workshop;
  readonly ledger: Ledger;
  readonly run: RunInfo;
  readonly clock: Clock;
  readonly builder: WheelBuilder;
  readonly resolverFor: ResolverFor;
  readonly compiler: BytecodeCompiler;
  readonly bringsModule: BringsModule;
  readonly custom: CustomTest | undefined;
  readonly limits: TestLimits;
  /** Places of cells are made one after another: it is work for one thread, and the first is ready sooner. */
  readonly placing: Limit;
  readonly spare: SpareEnvironments;
  readonly guard: PoisonGuard;
  /** Whose folders are kept after the run. */
  readonly keep: KeepMode;
  /** Whether a cell with this verdict stops the run (`--fail-fast`). */
  readonly stopsRun: (verdict: Verdict) => boolean;
  /** How many cores a cell may count as its own. */
  readonly share: number;
}
