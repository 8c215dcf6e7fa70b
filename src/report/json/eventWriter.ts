import { hideSecrets } from '../../lib/urls/hideSecrets.ts';
import type { Clock, Pane } from '../../model/context.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import type { Reporter } from '../reporter.ts';

/**
 * Writes the events of a run as NDJSON (`docs/events.schema.json`): one object a line, `at` in seconds since the first
 * one. What goes on behind a run (`debug`) is left out unless it is asked for, and so are members without a value.
 */
export function eventWriter(
  pane: Pick<Pane, 'write'>,
  { clock, debug }: { readonly clock: Pick<Clock, 'elapsed'>; readonly debug: boolean },
): Reporter {
  let started: number | undefined;
  return {
    on: (event) => {
      if (event.kind !== 'debug' || debug) {
        const now = clock.elapsed();
        started ??= now;
        const at = Math.round((now - started) * 1000) / 1000;
        pane.write(`${JSON.stringify({ at, ...withoutSecrets(event) }, leaveOutEmpty)}\n`);
      }
    },
    close: () => Promise.resolve(),
  };
}

function withoutSecrets(event: RunEvent): RunEvent {
  switch (event.kind) {
    case 'warning': {
      const { text, hint } = event;
      return {
        ...event,
        text: hideSecrets(text),
        hint: hint === undefined ? undefined : hideSecrets(hint),
      };
    }
    case 'debug':
      return { ...event, text: hideSecrets(event.text) };
    default:
      return event;
  }
}

/** Most members of most cells have none: a run of thousands of cells would tell that thousands of times. */
function leaveOutEmpty(_name: string, value: unknown): unknown {
  const isEmpty =
    value === null ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0);
  return isEmpty ? undefined : value;
}
