// Builds the CLI once before the tests: the end-to-end tests start what users start.
import { execFileSync } from 'node:child_process';

export function globalSetup(): void {
  execFileSync(process.execPath, ['scripts/build.js'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
