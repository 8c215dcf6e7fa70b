import type { StartedCli } from './rig.ts';
import type { Rig } from './rig.ts';

/** Runs a command whose standard error is a terminal of 24 lines and 80 columns, which it hands on as it comes. */
const wrapper = `
import fcntl, os, signal, struct, subprocess, sys, termios
master, slave = os.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stderr=slave)
os.close(slave)
signal.signal(signal.SIGINT, lambda *_: child.send_signal(signal.SIGINT))
# As Ctrl-Z and fg: who sends these would stop the wrapper itself. A shell goes on with what it has seen stopped.
signal.signal(signal.SIGUSR1, lambda *_: child.send_signal(signal.SIGTSTP))
def go_on(*_):
    os.waitid(os.P_PID, child.pid, os.WSTOPPED)
    child.send_signal(signal.SIGCONT)
signal.signal(signal.SIGUSR2, go_on)
while True:
    try:
        data = os.read(master, 65536)
    except OSError:
        break
    if not data:
        break
    os.write(2, data)
sys.exit(child.wait())
`;

/** Starts `spip ARGS` as `rig.spawn` does, but for a person at a terminal, without colour. */
export function spawnOnTerminal(rig: Rig, args: readonly string[]): StartedCli {
  return rig.spawn(args, {
    wrapper: ['python3', '-c', wrapper],
    env: { TERM: 'xterm', NO_COLOR: '1' },
  });
}

/**
 * A person at a terminal of which spip has standard input, output and error: each line of the script is typed when the
 * text before its tab has been printed behind what was waited for last. What is printed is handed on, and at the end
 * how many characters wait in the terminal that nobody has typed, and whether it echoes as before.
 */
const seat = `
import fcntl, os, select, struct, sys, termios
script = [step.split("\\t") for step in sys.argv[1].split("\\n")]
master, slave = os.openpty()
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
before = termios.tcgetattr(slave)
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for descriptor in 0, 1, 2:
        os.dup2(slave, descriptor)
    os.execvp(sys.argv[2], sys.argv[2:])
typed = lambda text: text + ("\\r" if text else "")
said, place = "", 0
while True:
    if select.select([master], [], [], 0.05)[0]:
        said += os.read(master, 65536).decode("utf-8", "replace")
    elif os.waitpid(pid, os.WNOHANG)[0] != 0:
        break
    while script and said.find(script[0][0], place) != -1:
        place = said.find(script[0][0], place) + len(script[0][0])
        os.write(master, typed(script.pop(0)[1]).encode())
waiting = struct.unpack("i", fcntl.ioctl(slave, termios.FIONREAD, b"1234"))[0]
print(said)
print("waiting:%d same:%s left:%r" % (waiting, termios.tcgetattr(slave) == before, script))
`;

/** Runs `spip ARGS` to its end for a person who types; `script` has what is waited for and what is typed then. */
export async function runOnSeat(
  rig: Rig,
  args: readonly string[],
  script: readonly (readonly [awaited: string, typed: string])[],
): Promise<string> {
  const steps = script.map((step) => step.join('\t')).join('\n');
  const ran = await rig.run(args, {
    wrapper: ['python3', '-c', seat, steps],
    env: { TERM: 'xterm', NO_COLOR: '1' },
  });
  return ran.stdout + ran.stderr;
}
