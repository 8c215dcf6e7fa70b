import { SpipError } from '../../lib/spipError.ts';
import type { DistFile } from '../../model/distFile.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import { parseSdistFilename } from '../../pep/sdistFilename.ts';
import { compareVersions, formatVersion } from '../../pep/version.ts';
import { parseWheelFilename } from '../../pep/wheelFilename.ts';
import type { Facilities } from '../run/openFacilities.ts';
import { directIndex } from './openDirect.ts';

/** Says of each release, once, that it is about to be built though it has wheels: for other Pythons, or machines. */
export class SourceBuilds {
  readonly #facilities: Pick<Facilities, 'index' | 'emit'>;
  readonly #told = new Set<string>();

  constructor(facilities: Pick<Facilities, 'index' | 'emit'>) {
    this.#facilities = facilities;
  }

  async announce(file: DistFile, { python }: Interpreter): Promise<void> {
    const { name, version } = parseSdistFilename(file.filename);
    if (this.#told.has(file.url) || file.index === directIndex) {
      return;
    }
    this.#told.add(file.url);
    const files = await this.#filesOf(name);
    const hasWheel = files.some(
      ({ kind, filename }) =>
        kind === 'wheel' && compareVersions(parseWheelFilename(filename).version, version) === 0,
    );
    if (hasWheel) {
      this.#facilities.emit({
        kind: 'warning',
        text: `\`${name}\` ${formatVersion(version)} is built from source: none of its wheels is for Python ${python}`,
        hint: `\`--only-binary ${name}\` takes only releases that have one`,
      });
    }
  }

  /** They are known where one of them was chosen; if not, nothing is said. */
  async #filesOf(name: string): Promise<readonly DistFile[]> {
    try {
      return (await this.#facilities.index.project(name))?.files ?? [];
    } catch (error) {
      if (error instanceof SpipError) {
        return [];
      }
      throw error;
    }
  }
}
