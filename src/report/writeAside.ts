import { hideSecrets } from '../lib/urls/hideSecrets.ts';
import type { Pane } from '../model/context.ts';
import type { RunEvent } from '../model/runEvent.ts';
import type { Verbosity } from '../model/verbosity.ts';
import { paint } from './paint.ts';
import { plainBlock } from './plainText.ts';
import { writeWarning } from './writeWarning.ts';

/** What is said beside the progress: warnings, the request to stop, and with `-v` what happens behind it. */
export function writeAside(
  event: RunEvent,
  pane: Pick<Pane, 'color' | 'write'>,
  verbosity: Verbosity,
): void {
  if (event.kind === 'warning' && verbosity !== 'quiet') {
    writeWarning(pane, event);
  } else if (event.kind === 'debug' && verbosity === 'verbose') {
    pane.write(`${paint(pane).dim(`debug: ${plainBlock(hideSecrets(event.text))}`)}\n`);
  } else if (event.kind === 'draining') {
    const cells = event.running === 1 ? '1 running cell' : `${event.running} running cells`;
    pane.write(`Stopping: waiting for ${cells}; press Ctrl-C again to end them now\n`);
  }
}
