/** Why cells that have not come to their end are stopped. */
export type StopReason = 'interrupted' | 'fail-fast';

/** What a cell's signal is aborted with when it is to end, and what is thrown to one that waits for its turn. */
export class Cancelled extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(`Cancelled: ${reason}`);
    this.name = 'Cancelled';
    this.reason = reason;
  }
}
