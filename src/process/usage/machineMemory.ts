import { freemem, totalmem } from 'node:os';

/** Bytes of memory that this process and its children may have together: the machine's, or those of its control group. */
export function machineMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
}

/**
 * Bytes that cells may take together: what is free on the machine now, or less where this process and its children may not
 * have that much, without a reserve for spip itself, its builds and what else comes.
 */
export function memoryForCells(free = freemem(), machine = machineMemory()): number {
  const bytes = Math.min(free, machine);
  return Math.max(0, bytes - Math.max(leastReserve, bytes / 10));
}

const leastReserve = 500_000_000;
