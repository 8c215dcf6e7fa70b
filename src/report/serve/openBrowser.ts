import { spawn } from 'node:child_process';

/** Opens an address in the user's browser, where there is one; it was printed anyway. */
export function openBrowser(url: string, env: Readonly<Record<string, string | undefined>>): void {
  const isMac = process.platform === 'darwin';
  if (!isMac && env['DISPLAY'] === undefined && env['WAYLAND_DISPLAY'] === undefined) {
    return;
  }
  const program = isMac ? 'open' : 'xdg-open';
  const child = spawn(program, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
