import type { Interpreter } from '../../model/interpreter.ts';
import { evaluateMarker } from '../../pep/marker.ts';
import type { Requirement } from '../../pep/requirement.ts';

/** Whether a requirement is meant for this Python at all. */
export function appliesTo(
  { marker }: Pick<Requirement, 'marker'>,
  { markers }: Pick<Interpreter, 'markers'>,
): boolean {
  return marker === undefined || evaluateMarker(marker, markers, new Set());
}
