import type { DistFile } from '../../src/model/distFile.ts';

/** A file as a page lists it that says nothing more than its name; nobody fetches it. */
export function listedFile(filename: string, more: Partial<DistFile> = {}): DistFile {
  return {
    filename,
    kind: filename.endsWith('.whl') ? 'wheel' : 'sdist',
    url: `https://files.example/${filename}`,
    sha256: undefined,
    size: undefined,
    requiresPython: undefined,
    uploadTime: undefined,
    yanked: false,
    metadata: false,
    index: 'https://index.example/simple',
    ...more,
  };
}
