import type { DistFile, ProjectFiles } from '../src/model/distFile.ts';

/** A project's page as JSON (PEP 691, PEP 700, PEP 714). */
export function jsonPage({ name, files }: ProjectFiles): string {
  return JSON.stringify({
    meta: { 'api-version': '1.1' },
    name,
    versions: [],
    files: files.map((file) => ({
      filename: file.filename,
      url: fileUrl(file),
      hashes: file.sha256 === undefined ? {} : { sha256: file.sha256 },
      size: file.size,
      'requires-python': file.requiresPython,
      yanked: file.yanked,
      'upload-time': file.uploadTime,
      'core-metadata': file.kind === 'wheel',
    })),
  });
}

/** A project's page as HTML (PEP 503, PEP 592, PEP 714). */
export function htmlPage({ files }: ProjectFiles): string {
  const links = files.map((file) => {
    const digest = file.sha256 === undefined ? '' : `#sha256=${file.sha256}`;
    const attributes = [
      `href="${fileUrl(file)}${digest}"`,
      file.requiresPython === undefined
        ? ''
        : ` data-requires-python="${escapeHtml(file.requiresPython)}"`,
      file.yanked === false ? '' : ` data-yanked="${escapeHtml(file.yanked)}"`,
      file.kind === 'wheel' ? ' data-core-metadata="true"' : '',
    ];
    return `<a ${attributes.join('')}>${file.filename}</a>`;
  });
  return `<!DOCTYPE html><html><body>\n${links.join('\n')}\n</body></html>\n`;
}

function fileUrl({ filename }: DistFile): string {
  return `/files/${encodeURIComponent(filename)}`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
