// Renews the list of Pythons that `spip python install` knows, from the download metadata of uv (crates/uv-python/download-metadata.json):
// `node scripts/pythonManifest.ts FILE`. Of each minor version, kind and platform the newest.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newestArchives } from '../src/pythons/provision/chooseArchive.ts';
import { readManifest } from '../src/pythons/provision/readManifest.ts';

interface Download {
  readonly url: string;
  readonly sha256: string | null;
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  throw new Error('Expected the path of download-metadata.json');
}
const downloads = Object.values(
  JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Download>>,
);
const publishers =
  /^https:\/\/(?:github\.com\/astral-sh\/python-build-standalone\/releases\/download|downloads\.python\.org\/pypy)\/(.*)$/;
const lines = downloads.flatMap(({ url, sha256 }) => {
  const [, path] = publishers.exec(url) ?? [];
  return path === undefined || sha256 === null ? [] : [`${sha256}  ${decodeURIComponent(path)}`];
});
const archives = readManifest(lines.join('\n'), file);
const platforms = [...new Set(archives.map(({ platform }) => platform))].toSorted();
const newest = platforms.flatMap((platform) =>
  newestArchives(archives.filter((each) => each.platform === platform)),
);
writeFileSync(
  join(import.meta.dirname, '../src/pythons/provision/bundledManifest.ts'),
  `/** The newest builds of each version, as their makers name and digest them; \`scripts/pythonManifest.ts\` renews it. */
export const bundledManifest = \`
${newest.map(({ sha256, path }) => `${sha256}  ${path}`).join('\n')}
\`;
`,
);
