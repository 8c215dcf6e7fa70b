import type { BuiltFrom } from '../envs/lockText.ts';
import type { DistFile } from '../model/distFile.ts';
import type { Interpreter } from '../model/interpreter.ts';
import type { StoredWheel } from '../model/storedWheel.ts';
import type { SdistFacts } from './sdistFacts.ts';

/** A wheel that was built here, and from what. */
export interface BuiltWheel {
  readonly wheel: StoredWheel;
  readonly built: BuiltFrom;
}

/** What resolving and fetching need of builds. */
export interface WheelBuilder {
  /** What the sdist says of itself. */
  facts(file: DistFile): Promise<SdistFacts>;
  /** The wheel of an sdist, built at most once. */
  wheelOf(file: DistFile, interpreter: Interpreter): Promise<BuiltWheel>;
}
