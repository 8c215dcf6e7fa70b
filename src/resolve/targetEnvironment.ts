import { evaluateMarker } from '../pep/marker.ts';
import type { Marker } from '../pep/marker.ts';
import { readRequiresPython } from '../pep/lenientRequirement.ts';
import { admitsPython } from '../pep/specifiers.ts';
import { tagRank } from '../pep/tags.ts';
import { parseVersion } from '../pep/version.ts';
import type { Version } from '../pep/version.ts';
import type { WheelFilename } from '../pep/wheelFilename.ts';
import type { ResolveInterpreter } from './resolveRequest.ts';

const noExtras: ReadonlySet<string> = new Set();

/** One interpreter as the resolver asks about it; what it answered it remembers for later solves. */
export class TargetEnvironment {
  readonly interpreter: ResolveInterpreter;
  readonly #version: Version;
  readonly #admitted = new Map<string, boolean>();
  readonly #applies = new WeakMap<Marker, boolean>();

  constructor(interpreter: ResolveInterpreter) {
    this.interpreter = interpreter;
    this.#version = parseVersion(interpreter.version);
  }

  /** Whether a Requires-Python admits the interpreter; one that nobody can read counts as none, as for pip. */
  admits(requiresPython: string): boolean {
    let admitted = this.#admitted.get(requiresPython);
    if (admitted === undefined) {
      const read = readRequiresPython(requiresPython);
      admitted = read === undefined || admitsPython(read.value, this.#version);
      this.#admitted.set(requiresPython, admitted);
    }
    return admitted;
  }

  /** Rank of a wheel's best tag, 0 for the most preferred; `undefined` if none fits. */
  rank(wheel: WheelFilename): number | undefined {
    return tagRank(wheel, this.interpreter.tags);
  }

  /** Whether a marker holds, with one extra or with none. */
  applies(marker: Marker | undefined, extra: string | undefined): boolean {
    if (marker === undefined) {
      return true;
    }
    if (extra !== undefined) {
      return evaluateMarker(marker, this.interpreter.markers, new Set([extra]));
    }
    let applies = this.#applies.get(marker);
    if (applies === undefined) {
      applies = evaluateMarker(marker, this.interpreter.markers, noExtras);
      this.#applies.set(marker, applies);
    }
    return applies;
  }
}
