import { failureCodes } from '../../lib/failureCodes.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { DistFile } from '../../model/distFile.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { CoreMetadata } from '../../pep/metadata.ts';
import { tagRank } from '../../pep/tags.ts';
import { parseWheelFilename } from '../../pep/wheelFilename.ts';
import type { BuiltWheel, WheelBuilder } from '../sets/wheelBuilder.ts';

/**
 * Builds one source tree once for all Pythons if its wheel is pure: on one of them, whose wheel the others take where they
 * can. Other files are built as ever.
 */
export class PureWheelOnce implements WheelBuilder {
  readonly #builder: WheelBuilder;
  readonly #url: string;
  readonly #first: Interpreter;

  /** `url`: of the tree; `first`: the Python that builds it before all others. */
  constructor(
    builder: WheelBuilder,
    { url, first }: { readonly url: string; readonly first: Interpreter },
  ) {
    this.#builder = builder;
    this.#url = url;
    this.#first = first;
  }

  metadataOf(file: DistFile, interpreter: Interpreter): Promise<CoreMetadata | undefined> {
    return this.#builder.metadataOf(file, interpreter);
  }

  async wheelOf(file: DistFile, interpreter: Interpreter): Promise<BuiltWheel> {
    if (file.url === this.#url && interpreter.build !== this.#first.build) {
      const made = await this.#ofFirst(file);
      if (made !== undefined && isPure(made) && fits(made, interpreter)) {
        return made;
      }
    }
    return this.#builder.wheelOf(file, interpreter);
  }

  lookAgain(): void {
    this.#builder.lookAgain();
  }

  /** `undefined` where it cannot be built there: that says nothing of the others. */
  async #ofFirst(file: DistFile): Promise<BuiltWheel | undefined> {
    try {
      return await this.#builder.wheelOf(file, this.#first);
    } catch (error) {
      if (error instanceof SpipError && failureCodes[error.code].verdict.state === 'blocked') {
        return undefined;
      }
      throw error;
    }
  }
}

function isPure({ wheel: { filename } }: BuiltWheel): boolean {
  return filename.endsWith('-none-any.whl');
}

function fits({ wheel: { filename } }: BuiltWheel, { tags }: Interpreter): boolean {
  return tagRank(parseWheelFilename(filename), tags) !== undefined;
}
