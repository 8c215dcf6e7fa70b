import { driverSource } from './driverSource.ts';

/** Takes a program from descriptor 3 and runs it: its source, or what Python once made of it. */
export const driverStart = String.raw`
import sys
# The first entry is the working folder: it belongs to the code under test.
sys.path[:] = [place for place in sys.path if place]
import marshal, posix


def receive(size):
    data = b""
    while len(data) < size:
        piece = posix.read(3, size - len(data))
        if not piece:
            posix._exit(1)
        data += piece
    return data


is_source, size = receive(1) == b"s", int(receive(7))
program = receive(size)
if is_source:
    program = marshal.dumps(compile(program, "driver", "exec"))
exec(marshal.loads(program))
`;

/** By the path of a Python. Compiling the driver is a sixth of all that a cell costs inside. */
const compiled = new Map<string, Uint8Array>();

/** The driver for this Python, as its start reads it. */
export function driverProgram(python: string): Uint8Array {
  const known = compiled.get(python);
  const program = known ?? Buffer.from(driverSource);
  const head = `${known === undefined ? 's' : 'c'}${String(program.length).padStart(7, '0')}`;
  return Buffer.concat([Buffer.from(head), program]);
}

/** Keeps what a Python has made of the driver's source, for the next cells of this process. */
export function keepCompiled(python: string, hex: string): void {
  compiled.set(python, Buffer.from(hex, 'hex'));
}
