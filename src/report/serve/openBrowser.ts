import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { htmlText } from '../html/htmlText.ts';

/**
 * Opens an address in the user's browser, where there is one; it was printed anyway. All users of a machine can read the
 * arguments of its programs: the browser gets a file that only this user can read and that leads on to the address.
 * What this returns removes that file.
 */
export function openBrowser(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
): () => void {
  const isMac = process.platform === 'darwin';
  if (!isMac && env['DISPLAY'] === undefined && env['WAYLAND_DISPLAY'] === undefined) {
    return () => undefined;
  }
  const { file, remove } = fileLeadingTo(url);
  if (file !== undefined) {
    const program = isMac ? 'open' : 'xdg-open';
    const child = spawn(program, [pathToFileURL(file).href], { stdio: 'ignore', detached: true });
    child.on('error', () => undefined);
    child.unref();
  }
  return remove;
}

function fileLeadingTo(url: string): {
  readonly file: string | undefined;
  readonly remove: () => void;
} {
  let folder: string | undefined;
  const remove = (): void => {
    if (folder !== undefined) {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  try {
    // Of mode 0700.
    folder = mkdtempSync(join(tmpdir(), 'spip-page-'));
    const file = join(folder, 'page.html');
    writeFileSync(file, leadingTo(url), { flag: 'wx', mode: 0o600 });
    return { file, remove };
  } catch {
    return { file: undefined, remove };
  }
}

function leadingTo(url: string): string {
  const address = htmlText(url);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=${address}">
<title>spip</title>
<a href="${address}">The page of spip</a>
</html>
`;
}
