import type { DistFile } from './distFile.ts';
import { parseSdistFilename } from '../pep/sdistFilename.ts';

/** Normalised name of the project of a source distribution: as its page says, else as its name reads. */
export function projectOfFile({ project, filename }: DistFile): string {
  return project ?? parseSdistFilename(filename).name;
}
