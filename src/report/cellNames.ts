import type { RunStarted } from '../model/runEvent.ts';
import { headsOf } from '../model/runFold.ts';
import { padTo, widest } from './displayWidth.ts';
import { cellName } from './reporter.ts';

/** The names of a run's cells for people, by id. */
export class CellNames {
  #names: ReadonlyMap<string, string> = new Map();
  #width = 0;

  take(started: RunStarted): void {
    this.#names = new Map(headsOf(started).map((head) => [head.id, cellName(head)]));
    // No line is written of what is decided already.
    const silent = new Set(started.decided.map(({ cell }) => cell));
    this.#width = widest([...this.#names].flatMap(([id, name]) => (silent.has(id) ? [] : [name])));
  }

  /** As wide as the widest of those that run. */
  padded(id: string): string {
    return padTo(this.#names.get(id) ?? id, this.#width);
  }
}
