import { getHeapStatistics, setFlagsFromString } from 'node:v8';

const everyMs = 250;

/** In bytes; a small run never gets there. */
const least = 140e6;

/**
 * Gives memory back to the system, until what it returns is called; keeps no process alive. V8 lets its heap grow to many
 * times of what is in use before it looks, on a machine with much memory, and spip is to leave that to the tests.
 */
export function keepHeapSmall(): () => void {
  let limit = least;
  const look = (): void => {
    if (heldBytes() > limit) {
      collect();
      // What is in use stays: that much is no reason to look again.
      limit = Math.max(least, 2 * heldBytes());
    }
  };
  const timer = setInterval(look, everyMs).unref();
  return () => clearInterval(timer);
}

function heldBytes(): number {
  return getHeapStatistics().total_heap_size;
}

type Collector = (options: {
  readonly type: 'major';
  readonly flavor: 'last-resort';
  readonly execution: 'sync';
}) => void;

/** No other way shrinks the heap as well, and without its flag at the start Node hides it. */
function collect(): void {
  setFlagsFromString('--expose-gc');
  const gc = process.getBuiltinModule('node:vm').runInNewContext('gc') as Collector;
  setFlagsFromString('--no-expose-gc');
  gc({ type: 'major', flavor: 'last-resort', execution: 'sync' });
}
