import type { BuiltFrom } from '../../envs/lockText.ts';
import type { DistFile } from '../../model/distFile.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { Note, StoredWheel } from '../../model/storedWheel.ts';
import type { CoreMetadata } from '../../pep/metadata.ts';

/** A wheel that was built here, and from what. */
export interface BuiltWheel {
  readonly wheel: StoredWheel;
  readonly built: BuiltFrom;
  /** What is odd about the source distribution. */
  readonly notes: readonly Note[];
}

/** What resolving and fetching need of builds. */
export interface WheelBuilder {
  /**
   * The metadata of an sdist that needs no build: static, or as its backend prepares it. `undefined` if only the
   * wheel can tell.
   */
  metadataOf(file: DistFile, interpreter: Interpreter): Promise<CoreMetadata | undefined>;
  /** The wheel of an sdist, built at most once. */
  wheelOf(file: DistFile, interpreter: Interpreter): Promise<BuiltWheel>;
  /** The next request asks the store again. */
  lookAgain(): void;
}
