import type { EnvironmentFile } from '../model/environment.ts';

/** Path, digest or recipe, size, mode as git writes it, and owner, separated by tabs. */
export function manifestLine(file: EnvironmentFile): string {
  const path = plainText(file.path);
  if (file.kind === 'store') {
    return `${path}\tsha256:${file.sha256}\t${file.size}\t${mode(file.executable)}\t${file.owner}`;
  }
  return `${path}\trecipe:${plainText(file.recipe)}\t-\t${generatedMode(file)}\t${file.owner}`;
}

/** The manifest of an environment: one line per path, sorted, each with its line break. */
export function manifestText(lines: readonly string[]): string {
  return lines
    .toSorted()
    .map((line) => `${line}\n`)
    .join('');
}

function generatedMode(file: EnvironmentFile & { kind: 'generated' }): string {
  switch (file.content.kind) {
    case 'link':
      return '120000';
    case 'linked-folder':
      return '040000';
    default:
      return mode(file.executable);
  }
}

function mode(executable: boolean): string {
  return executable ? '100755' : '100644';
}

/** Control characters would break lines and columns: such a text stands as a JSON string. */
function plainText(text: string): string {
  return /[\p{Cc}"\\]/u.test(text) ? JSON.stringify(text) : text;
}
