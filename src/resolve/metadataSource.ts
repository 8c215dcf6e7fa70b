import type { DistFile, ProjectFiles } from '../model/distFile.ts';
import type { CoreMetadata } from '../pep/metadata.ts';

/** All that the resolver asks of the world. Each promise may take its time: results never depend on their order. */
export interface MetadataSource {
  /** All files of a project; `undefined` if no index has the name. */
  project(name: string): Promise<ProjectFiles | undefined>;
  /**
   * The metadata of one file, built if need be.
   * `SpipError` `invalid-metadata` makes the release unusable; every other error ends the solve.
   */
  metadata(file: DistFile): Promise<CoreMetadata>;
}
