import type { DistFile, FileDigest } from '../model/distFile.ts';

/** The files of one page with what they share written once. */
export interface PackedFiles {
  /** With what all URLs begin. */
  readonly prefix: string;
  readonly pythons: readonly string[];
  readonly rows: readonly PackedFile[];
}

/**
 * `rest` is the URL behind the prefix, without the file name if it ends so and `named` is 1. A size or place in
 * `pythons` of -1, and 0 elsewhere, stands for nothing; metadata 1 is one without a digest. The last one is written only
 * where there is one.
 */
type PackedFile = readonly [...PlainFile, otherDigest?: FileDigest];

type PlainFile = readonly [
  filename: string,
  rest: string,
  named: 0 | 1,
  sha256: string | 0,
  size: number,
  python: number,
  uploadTime: string | 0,
  yanked: string | 0,
  metadata: string | 0 | 1,
];

export function packFiles(files: readonly DistFile[]): PackedFiles {
  const prefix = commonPrefix(files.map((file) => file.url));
  const pythons = new Map<string, number>();
  const placeOf = (python: string | undefined): number => {
    if (python === undefined) {
      return -1;
    }
    const place = pythons.get(python) ?? pythons.size;
    pythons.set(python, place);
    return place;
  };
  const rows = files.map((file): PackedFile => {
    const rest = file.url.slice(prefix.length);
    const endsInName = rest.endsWith(file.filename);
    const plain: PlainFile = [
      file.filename,
      endsInName ? rest.slice(0, -file.filename.length) : rest,
      endsInName ? 1 : 0,
      file.sha256 ?? 0,
      file.size ?? -1,
      placeOf(file.requiresPython),
      file.uploadTime ?? 0,
      file.yanked === false ? 0 : file.yanked,
      file.metadata === false ? 0 : (file.metadata.sha256 ?? 1),
    ];
    return file.otherDigest === undefined ? plain : [...plain, file.otherDigest];
  });
  return { prefix, pythons: [...pythons.keys()], rows };
}

/** The reverse; what is not stored the place of the cache file says. */
export function unpackFiles(
  { prefix, pythons, rows }: PackedFiles,
  { index, project }: Required<Pick<DistFile, 'index' | 'project'>>,
): DistFile[] {
  return rows.map((row) => {
    const [filename, rest, named, sha256, size, python, uploadTime, yanked, metadata, other] = row;
    return {
      filename,
      kind: filename.endsWith('.whl') ? 'wheel' : 'sdist',
      url: `${prefix}${rest}${named === 1 ? filename : ''}`,
      sha256: sha256 === 0 ? undefined : sha256,
      ...(other === undefined ? {} : { otherDigest: other }),
      size: size < 0 ? undefined : size,
      requiresPython: pythons[python],
      uploadTime: uploadTime === 0 ? undefined : uploadTime,
      yanked: yanked === 0 ? false : yanked,
      metadata: metadata === 0 ? false : { sha256: metadata === 1 ? undefined : metadata },
      index,
      project,
    };
  });
}

function commonPrefix(texts: readonly string[]): string {
  const [first = ''] = texts;
  let length = first.length;
  for (const text of texts) {
    while (!text.startsWith(first.slice(0, length))) {
      length -= 1;
    }
  }
  // Whole folders only, so that no file name is cut.
  return first.slice(0, first.slice(0, length).lastIndexOf('/') + 1);
}
