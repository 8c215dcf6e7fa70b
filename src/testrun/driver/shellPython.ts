import { reaperPython } from '../../process/reaperPython.ts';
import { commandPython } from './commandPython.ts';
import { guardPython } from './guardPython.ts';

const start = String.raw`
import sys
# The first entry is the working folder: it belongs to the code under test.
sys.path[:] = [place for place in sys.path if place]
import io, json, os, signal, time
PYTHON_3 = sys.version_info >= (3,)
quit_now = os._exit


def native(text):
    return text if PYTHON_3 else text.encode("utf-8")
`;

const foreground = String.raw`
def begin(request):
    """In the child: what the user sees."""
    for step in on_fork:
        step()
    for name in request["variables"]:
        os.environ[native(name)] = native(request["variables"][name])
    argv = [native(word) for word in request["argv"]]
    run_command(argv or shell(request["terminal"]))


def shell(terminal):
    if not terminal:
        return ["/bin/sh"]
    # Without start files: what this machine has set up for people is not the cell's.
    bash = os.path.exists("/bin/bash")
    os.environ["PS1"] = "(" + os.environ["SPIP_CELL"] + (") \\w \\$ " if bash else ") $ ")
    return ["/bin/bash", "--norc", "--noprofile", "-i"] if bash else ["/bin/sh", "-i"]


def ended(pid, options):
    """The status of the child, once it has ended; what its children leave behind is this process's own."""
    while True:
        try:
            found, status = os.waitpid(-1, options)
        except InterruptedError if PYTHON_3 else OSError:
            continue
        if found in (0, pid):
            return status if found == pid else None


def relay(pid, master):
    """Hands on what is typed and printed until the child has ended and all it has said is told."""
    import fcntl, select, termios
    size, status, sources = None, None, [master, 0]
    while True:
        now = fcntl.ioctl(0, termios.TIOCGWINSZ, b"\0" * 8)
        if now != size:
            size = now
            fcntl.ioctl(master, termios.TIOCSWINSZ, size)
        try:
            ready = select.select(sources, [], [], 0.1 if status is None else 0)[0]
        except (OSError, select.error):
            ready = []
        if master in ready:
            try:
                said = os.read(master, 65536)
            except OSError:
                said = b""
            if said:
                write_all(1, said)
            else:
                sources.remove(master)
        if 0 in ready:
            typed = os.read(0, 65536)
            if typed:
                write_all(master, typed)
            else:
                os.kill(pid, signal.SIGHUP)
                sources.remove(0)
        if status is None:
            status = ended(pid, os.WNOHANG)
        elif master not in ready:
            return status


def write_all(descriptor, data):
    while data:
        data = data[os.write(descriptor, data):]


def on_terminal(request):
    """On a terminal of its own: from inside that of the user is out of reach, and jobs can be controlled."""
    import pty, termios, tty
    pid, master = pty.fork()
    if pid == 0:
        begin(request)
    saved = termios.tcgetattr(0)
    tty.setraw(0)
    try:
        return relay(pid, master)
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, saved)


def plainly(request):
    pid = os.fork()
    if pid == 0:
        begin(request)
    return ended(pid, 0)


def main():
    with io.open(sys.argv[1], encoding="utf-8") as file:
        request = json.load(file)
    os.unlink(sys.argv[1])
    guard()
    for copied in request["copied"]:
        prepare(dict(copied, folders=[request["cwd"]]), 0)
    os.chdir(native(request["cwd"]))
    status = (on_terminal if request["terminal"] else plainly)(request)
    end_left()
    quit_now(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))


main()
`;

/**
 * Runs what a user wants to run in a cell, beside the files of its tests: Python 2.7 to 3.15 and PyPy, started with `-S`.
 * Its one argument is a file with what to run, as JSON, which is removed.
 */
export const shellPython = [start, reaperPython, commandPython, guardPython, foreground].join('\n');
