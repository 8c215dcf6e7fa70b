import { totalmem } from 'node:os';

/** Bytes of memory that this process and its children may have together: the machine's, or those of its control group. */
export function machineMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
}
