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
# As Ctrl-Z and fg: who sends these would stop the wrapper itself.
signal.signal(signal.SIGUSR1, lambda *_: child.send_signal(signal.SIGTSTP))
signal.signal(signal.SIGUSR2, lambda *_: child.send_signal(signal.SIGCONT))
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
