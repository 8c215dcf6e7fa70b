import { buildWheel } from '../wheelBuilder.ts';
import type { WheelSpec } from '../wheelBuilder.ts';

/** An archive that is not as it should be. */
export interface OddArchive {
  readonly filename: string;
  readonly bytes: Uint8Array;
}

/** By the case that it is one of: the first column of a table in `docs/inputs.md`. */
export type OddArchives = Readonly<Record<string, () => OddArchive>>;

/** The wheels of these specifications. */
export function oddWheelsOf(specs: Readonly<Record<string, WheelSpec>>): OddArchives {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, () => buildWheel(spec)]),
  );
}
