import { createHash } from 'node:crypto';

/** One file of a project in a small world; what is left out gets a sensible value. */
export interface ServedFile {
  readonly filename: string;
  readonly bytes: Uint8Array;
  /** The digest that the page promises; default the true one, `false` promises none. */
  readonly sha256?: string | false | undefined;
  readonly requiresPython?: string | undefined;
  readonly yanked?: boolean | string | undefined;
  readonly uploadTime?: string | undefined;
  /** Text served as `<file>.metadata`. */
  readonly metadata?: string | undefined;
  /** Where the file lies; default beside the index, `/files/<filename>`. */
  readonly url?: string | undefined;
}

export interface PageOptions {
  /** Leaves out what mirrors do not know: core-metadata, and data-requires-python in HTML. */
  readonly plain: boolean;
}

/** A project's page as JSON (PEP 691, with the fields of PEP 700). */
export function jsonPage(name: string, files: readonly ServedFile[], options: PageOptions): string {
  return JSON.stringify({
    meta: { 'api-version': '1.1' },
    name,
    versions: [],
    files: files.map((file) => ({
      filename: file.filename,
      url: file.url ?? `../../files/${file.filename}`,
      hashes: file.sha256 === false ? {} : { sha256: digestOf(file) },
      size: file.bytes.length,
      'requires-python': file.requiresPython,
      yanked: file.yanked ?? false,
      'upload-time': file.uploadTime ?? '2024-01-01T00:00:00.000000Z',
      ...(file.metadata !== undefined && !options.plain
        ? { 'core-metadata': { sha256: sha256(file.metadata) } }
        : {}),
    })),
  });
}

/** The same page as HTML (PEP 503, with the attributes of PEP 592 and PEP 714). */
export function htmlPage(name: string, files: readonly ServedFile[], options: PageOptions): string {
  const links = files.map((file) => {
    const fragment = file.sha256 === false ? '' : `#sha256=${digestOf(file)}`;
    const attributes = [`href="${file.url ?? `../../files/${file.filename}`}${fragment}"`];
    if (file.requiresPython !== undefined && !options.plain) {
      attributes.push(`data-requires-python="${escapeHtml(file.requiresPython)}"`);
    }
    if (file.yanked !== undefined && file.yanked !== false) {
      attributes.push(`data-yanked="${escapeHtml(file.yanked === true ? '' : file.yanked)}"`);
    }
    if (file.metadata !== undefined && !options.plain) {
      attributes.push(`data-core-metadata="sha256=${sha256(file.metadata)}"`);
    }
    return `<a ${attributes.join(' ')}>${file.filename}</a><br/>`;
  });
  return `<!DOCTYPE html><html><head><title>Links for ${name}</title></head><body>\n${links.join('\n')}\n</body></html>\n`;
}

/** Lower-case hex digest of a text or of bytes. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function digestOf(file: ServedFile): string {
  return typeof file.sha256 === 'string' ? file.sha256 : sha256(file.bytes);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
