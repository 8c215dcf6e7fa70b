import type { FailureCode } from './failureCodes.ts';
import { SpipError } from './spipError.ts';

/** Where a text stands: `file:line`, or a file. */
export interface TextPlace {
  /** `undefined` for the command line: then failures stay as they are. */
  readonly place: string | undefined;
  /** In the place of the failure's own. */
  readonly code?: FailureCode;
}

/** What a parser makes of a text; what it refuses is refused with the place of the text. */
export function parseAt<T>({ place, code }: TextPlace, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SpipError && place !== undefined) {
      const { message, hint } = error;
      throw new SpipError(code ?? error.code, `${message}, in \`${place}\``, {
        hint,
        cause: error,
      });
    }
    throw error;
  }
}
