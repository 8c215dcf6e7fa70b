import { hash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { unreachable } from '../lib/unreachable.ts';
import type { GeneratedContent, GeneratedFile } from '../model/environment.ts';
import { launcherText, scriptBytes } from './launcherText.ts';
import { recordDigest } from './recordField.ts';

/** What was written for a generated file, by its path relative to the prefix. */
export type WrittenFiles = Map<string, Buffer>;

export interface GenerationPlace {
  readonly prefix: string;
  /** Absolute path of the environment's Python as its processes see it. */
  readonly python: string;
  /** Files written so far; RECORD needs those of its distribution. */
  readonly written: WrittenFiles;
}

/** Writes one generated file and remembers its bytes. The folder is there, the file is not. */
export function generateFile(file: GeneratedFile, place: GenerationPlace): void {
  const target = `${place.prefix}/${file.path}`;
  const { content } = file;
  switch (content.kind) {
    case 'link':
      symlinkSync(content.target, target);
      return;
    case 'copy':
      copyFileSync(content.source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      chmodSync(target, 0o755);
      return;
    case 'linked-folder':
      linkFolder(content, target);
      return;
    default: {
      const bytes = bytesOf(content, place);
      const mode = file.executable ? 0o755 : 0o644;
      writeFileSync(target, bytes, { flag: 'wx', mode });
      // The manifest promises the mode, whatever the umask.
      chmodSync(target, mode);
      place.written.set(file.path, bytes);
    }
  }
}

type WrittenContent = Exclude<GeneratedContent, { kind: 'link' | 'copy' | 'linked-folder' }>;

function bytesOf(content: WrittenContent, { python, written }: GenerationPlace): Buffer {
  switch (content.kind) {
    case 'text':
      return Buffer.from(content.text);
    case 'launcher':
      return Buffer.from(launcherText(python, content.entryPoint));
    case 'script':
      return scriptBytes(python, readFileSync(content.source));
    case 'record':
      return Buffer.from(recordText(content, written));
    default:
      return unreachable(content);
  }
}

function recordText(content: WrittenContent & { kind: 'record' }, written: WrittenFiles): string {
  const generated = content.generated.map(({ path, field }) => {
    const bytes = written.get(path) ?? Buffer.alloc(0);
    return `${field},${recordDigest(hash('sha256', bytes))},${bytes.length}`;
  });
  return [...content.rows, ...generated]
    .toSorted()
    .map((row) => `${row}\n`)
    .join('');
}

function linkFolder(content: GeneratedContent & { kind: 'linked-folder' }, target: string): void {
  mkdirSync(target, { recursive: true });
  // A Python without its headers has no such folder.
  const names = existsSync(content.source) ? readdirSync(content.source) : [];
  for (const name of names) {
    if (!content.except.includes(name)) {
      symlinkSync(`${content.source}/${name}`, `${target}/${name}`);
    }
  }
}
