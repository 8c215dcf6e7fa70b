import { SpipError } from '../../lib/spipError.ts';
import type { DistFile, ProjectFiles } from '../../model/distFile.ts';
import type { EmitEvent } from '../../model/runEvent.ts';
import type { Release } from '../sets/groupReleases.ts';

/** The files that were there before a moment, no others. Throws SpipError `no-such-version` if there are none. */
export function olderFiles(project: ProjectFiles, limit: Date): ProjectFiles {
  const files = project.files.filter(
    ({ uploadTime }) => uploadTime !== undefined && Date.parse(uploadTime) < limit.getTime(),
  );
  if (files.length === 0 && project.files.length > 0) {
    throw new SpipError(
      'no-such-version',
      `Expected a release of \`${project.name}\` uploaded before ${limit.toISOString()}, found none among ${project.files.length} files`,
    );
  }
  return { ...project, files };
}

/** Says once per index that its files without upload time are left out. */
export class UploadTimeWarnings {
  readonly #emit: EmitEvent;
  readonly #said = new Set<string>();

  constructor(emit: EmitEvent) {
    this.#emit = emit;
  }

  look({ files }: ProjectFiles): void {
    for (const { index, uploadTime } of files) {
      if (uploadTime === undefined && !this.#said.has(index)) {
        this.#said.add(index);
        this.#emit({
          kind: 'warning',
          text: `\`${index}\` gives files without upload time: they count as too new`,
        });
      }
    }
  }
}

/**
 * When a release is resolved with `--as-of release`: a day after its latest upload.
 *
 * @throws SpipError `usage` where the index gives no upload time for a file of it
 */
export function dayAfterUpload({ text, files }: Release, name: string): Date {
  return new Date(Math.max(...files.map((file) => uploadOf(file, `${name} ${text}`))) + dayMs);
}

const dayMs = 86_400_000;

function uploadOf({ uploadTime, filename, index }: DistFile, release: string): number {
  const moment = uploadTime === undefined ? Number.NaN : Date.parse(uploadTime);
  if (Number.isNaN(moment)) {
    throw new SpipError(
      'usage',
      `Expected upload times for \`--as-of release\`, but \`${index}\` gives none for \`${filename}\` of ${release}`,
      {
        hint: 'give a date, `--as-of 2024-05-01`, or ask an index that knows upload times (PEP 700)',
      },
    );
  }
  return moment;
}
