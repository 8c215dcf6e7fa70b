/** What a release needs to speak in another's name: the words of the process that supervises it, and some ways to it. */
export const tools = String.raw`
import ctypes, errno, json, os, signal, sys, time

supervisor = os.getppid()
with open("/proc/%d/stat" % supervisor) as stat:
    shell, fields = stat.read().split("(", 1)[1].rsplit(")", 1)
if shell.endswith("sh"):
    supervisor = int(fields.split()[1])
end = {"event": "ended", "exit": 0, "signal": None, "expired": False, "seconds": 0.0, "cpu": 0.0, "rss": 1, "said": ""}
imported = {"places": [os.path.join(sys.prefix, "x")], "builtin": False}
words = [{"event": "ready", "guarded": True}]
for _ in range(3):
    words += [{"event": "started"}, dict(end, said=json.dumps(imported))]
words += [{"event": "done"}]
lines = "".join(json.dumps(word) + "\n" for word in words).encode()


def attempt(task):
    try:
        return task()
    except BaseException:
        return None


def shout(descriptor):
    attempt(lambda: os.set_blocking(descriptor, False))
    attempt(lambda: os.write(descriptor, lines))


def shout_everywhere():
    for descriptor in range(3, 300):
        shout(descriptor)


def boast(what):
    """Stands in the log if an attack went as meant."""
    sys.stderr.write("REACHED %s\n" % what)


def libc(name, *args):
    function = getattr(ctypes.CDLL(None, use_errno=True), name)
    function.restype = ctypes.c_long
    return function(*[ctypes.c_void_p(arg) if isinstance(arg, int) else arg for arg in args])
`;

/** By name, what a module does when it is imported; each raises in the end. */
export const forgeries: Readonly<Record<string, string>> = {
  descriptors: 'shout_everywhere()',
  'foreign-descriptors': String.raw`
for pid in [supervisor]:
    for name in attempt(lambda: os.listdir("/proc/%d/fd" % pid)) or []:
        path = "/proc/%d/fd/%s" % (pid, name)
        for flags in (os.O_WRONLY, os.O_RDWR):
            descriptor = attempt(lambda: os.open(path, flags | os.O_NONBLOCK))
            if descriptor is not None and os.getpid() != pid:
                boast(path)
                shout(descriptor)
`,
  'stolen-descriptors': String.raw`
for pid in [supervisor]:
    handle = libc("syscall", 434, pid, 0)
    for number in range(0, 20):
        stolen = libc("syscall", 438, handle, number, 0)
        if stolen >= 0:
            boast("descriptor %d of %d" % (number, pid))
            shout(stolen)
`,
  traced: String.raw`
PTRACE_SEIZE, PTRACE_ATTACH = 0x4206, 16
for pid in [supervisor]:
    for request in (PTRACE_SEIZE, PTRACE_ATTACH):
        if libc("ptrace", request, pid, 0, 0) == 0:
            boast("tracing %d" % pid)
`,
  memory: String.raw`
for pid in [supervisor]:
    for mode in ("rb", "r+b"):
        if attempt(lambda: open("/proc/%d/mem" % pid, mode)) is not None:
            boast("memory of %d" % pid)
    here = (ctypes.c_uint64 * 2)(ctypes.addressof(ctypes.create_string_buffer(8)), 8)
    there = (ctypes.c_uint64 * 2)(0x400000, 8)
    # From process_vm_readv(2): another error than that it may not.
    if libc("process_vm_readv", pid, here, 1, there, 1, 0) >= 0 or ctypes.get_errno() == errno.EFAULT:
        boast("memory of %d" % pid)
`,
  patched: String.raw`
import builtins, posix, subprocess
def nothing(*args, **kwargs):
    return 0
for module in (os, posix):
    for name in ("_exit", "write", "close", "execv", "execve", "execvp", "fork", "kill", "wait4", "waitpid", "dup2"):
        setattr(module, name, nothing)
json.dumps = json.loads = lambda *args, **kwargs: imported
subprocess.Popen = builtins.compile = nothing
sys.exc_info = lambda: (None, None, None)
sys.__excepthook__ = sys.excepthook = nothing
`,
  'at-exit': String.raw`
import atexit, threading
atexit.register(shout_everywhere)
threading.Thread(target=shout_everywhere).start()
os._exit = sys.exit
`,
  exits: 'os._exit(0)',
  'exits-normally': 'sys.exit(0)',
  printed: String.raw`
class Everywhere(object):
    def write(self, text):
        shout_everywhere()
        sys.__stdout__.write(lines.decode())
    flush = close = lambda self: sys.__stdout__.flush()
sys.stdout = sys.stderr = Everywhere()
print("passed")
`,
  outlives: String.raw`
if os.fork() == 0:
    os.setsid()
    libc("prctl", 15, ctypes.create_string_buffer(b"outliving"), 0, 0, 0)
    if os.fork() == 0:
        os.environ.clear()
        while True:
            shout_everywhere()
            time.sleep(0.001)
    os._exit(0)
os.wait()
`,
  'second-driver': String.raw`
import socket, subprocess
words = open("/proc/%d/cmdline" % supervisor, "rb").read().split(b"\0")
taken = [os.open("/dev/null", os.O_RDONLY) for _ in range(3)]
ours, its = socket.socketpair()
os.dup2(its.fileno(), 3)
program = b"import os; os.write(3, %r)" % lines
ours.sendall(b"s%07d" % len(program) + program)
subprocess.call([word for word in words if word], pass_fds=[3])
assert ours.recv(65536) == lines, "a second one can be started"
shout_everywhere()
`,
  signals: String.raw`
for number in (signal.SIGALRM, signal.SIGCHLD, signal.SIGUSR1, signal.SIGCONT):
    attempt(lambda: os.kill(supervisor, number))
attempt(lambda: os.setpgid(0, os.getpgid(supervisor)))
`,
  limits: String.raw`
import resource
for name in ("RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_NOFILE"):
    attempt(lambda: resource.prlimit(supervisor, getattr(resource, name), (0, 0)))
`,
  kills: String.raw`
for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGKILL):
    attempt(lambda: os.kill(supervisor, number))
`,
  floods: String.raw`
for descriptor in range(3, 300):
    attempt(lambda: os.set_blocking(descriptor, False))
    while attempt(lambda: os.write(descriptor, b"x" * 65536)):
        pass
`,
  'other-tests': String.raw`
for folder in (os.getcwd(), os.environ["HOME"], os.environ["TMPDIR"], os.path.dirname(os.getcwd())):
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        attempt(lambda: os.rename(path, path + ".gone"))
    attempt(lambda: open(os.path.join(folder, "check.py"), "w").write("print('REACHED')"))
for folder in (os.getcwd(), os.environ["HOME"]):
    attempt(lambda: os.rename(folder, folder + ".gone"))
    attempt(lambda: os.mkdir(folder))
    attempt(lambda: open(os.path.join(folder, "check.py"), "w").write("print('REACHED')"))
with open("/proc/self/mountinfo") as mounts:
    shown = [line.split()[4] for line in mounts if line.split()[4].endswith("/check.py")]
tests = os.path.dirname(shown[0]) if shown else os.path.join(os.getcwd(), "none")
top = "/" + "/".join(tests.split("/")[1:3]) if shown else tests
attempt(lambda: os.rename(top, top + ".gone"))
attempt(lambda: os.makedirs(tests))
attempt(lambda: open(os.path.join(tests, "check.py"), "w").write("print('REACHED')"))
`,
};
