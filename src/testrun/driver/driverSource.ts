import { reaperPython } from '../../process/reaperPython.ts';
import { commandPython } from './commandPython.ts';
import { guardPython } from './guardPython.ts';
import { importPython } from './importPython.ts';
import { supervisePython } from './supervisePython.ts';
import { wirePython } from './wirePython.ts';

const start = String.raw`
import posix, sys, time
# What the other has more takes 2 ms to load: too much for a command, that needs none of it.
os = posix
try:
    import _signal as signal
except ImportError:
    import signal
# wait4 wants it, and children may have taken from this process what loading it takes.
import resource
PYTHON_3 = sys.version_info >= (3,)

CHANNEL = 3
# An empty pipe takes as much without a reader.
REPORT_SIZE = 4096
# What runs tests one by one says more: in a file without a name.
TESTS_REPORT_SIZE = 196608
now = getattr(time, "monotonic", lambda: os.times()[4])
# A module under test may put others in their place.
quit_now, write_some = os._exit, os.write
current = []
`;

/**
 * The process that supervises a cell's children: Python 2.7 to 3.15 and PyPy, started with `-S` by `driverStart`.
 * It reads what to run as one line of JSON on descriptor 3, and reports one JSON object per line there; descriptors
 * from 4 on are logs. In the sandbox it is process 1: nothing inside can kill it, and whatever is left ends with it.
 *
 * It believes nobody. It imports the standard library alone: what lies in the environment, its start files included,
 * runs in children only. A child that imports has a pipe of its own for what it says about its module, one that runs
 * tests a file of its own, a command has neither; no child has the channel. No child outlives its turn, so that none can reach the next one.
 * It loads only modules that every interpreter has loaded anyway, so that a module under test cannot lean on one that
 * it forgot to import; hence its own JSON.
 */
export const driverSource = [
  start,
  wirePython,
  reaperPython,
  guardPython,
  importPython,
  commandPython,
  supervisePython,
].join('\n');
