/**
 * The process that runs a cell's steps from inside: Python 2.7 to 3.15 and PyPy.
 * It forks one child per module and one for the custom step, each in a process group of its own, and reports
 * one JSON object per line on descriptor 3; descriptor 4 is the log of the custom step. In the sandbox it is
 * process 1: nothing inside can kill it, and whatever is left ends with it.
 * It loads only modules that every interpreter has loaded anyway, so that a module under test cannot lean on
 * one that it forgot to import; hence its own JSON writer.
 * Arguments: seconds per module, seconds for the custom step, seconds between SIGTERM and SIGKILL, number of
 * modules, the modules, the custom command.
 */
export const driverSource = String.raw`
import os, sys, time
try:
    import _signal as signal
except ImportError:
    import signal

CHANNEL, CUSTOM_LOG = 3, 4
now = getattr(time, "monotonic", lambda: os.times()[4])
current = []


def encode(value):
    if value is None:
        return "null"
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, float):
        return "%.6f" % value
    if isinstance(value, int):
        return "%d" % value
    if isinstance(value, list):
        return "[" + ",".join(encode(item) for item in value) + "]"
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    out = []
    for char in value[:2000]:
        code = ord(char)
        if code > 0xFFFF:
            code -= 0x10000
            out.append("\\u%04x\\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF)))
        elif code < 32 or code > 126 or char in "\"\\":
            out.append("\\u%04x" % code)
        else:
            out.append(str(char))
    return '"' + "".join(out) + '"'


def send(event, **fields):
    fields["event"] = event
    pairs = [encode(name) + ":" + encode(fields[name]) for name in fields]
    data = ("{" + ",".join(pairs) + "}\n").encode("ascii")
    while data:
        data = data[os.write(CHANNEL, data):]


def missing_module(error):
    if sys.version_info >= (3, 6):
        return error.name if isinstance(error, ModuleNotFoundError) else None
    start = "No module named "
    text = str(error)
    return text[len(start):] if isinstance(error, ImportError) and text.startswith(start) else None


def describe(error):
    kind = type(error)
    name = kind.__name__
    if kind.__module__ not in ("builtins", "exceptions"):
        name = kind.__module__ + "." + name
    try:
        return [name, missing_module(error), str(error)]
    except Exception:
        return [name, None, ""]


def chain_of(error):
    chain = []
    while error is not None and len(chain) < 20:
        chain.append(describe(error))
        cause = getattr(error, "__cause__", None)
        error = cause if cause is not None else getattr(error, "__context__", None)
    return chain


def spec_places(name):
    parent = sys.modules.get(name.rpartition(".")[0])
    for finder in sys.meta_path:
        spec = finder.find_spec(name, getattr(parent, "__path__", None))
        if spec is not None:
            return [spec.origin] + list(spec.submodule_search_locations or [])
    return []


def places_of(name, module):
    places = []
    for look in (
        lambda: [module.__file__],
        lambda: list(module.__path__),
        lambda: [] if places else spec_places(name),
    ):
        try:
            places.extend(look())
        except Exception:
            pass
    return [place for place in places if isinstance(place, str)]


def import_module(name):
    sys.path[:] = [place for place in sys.path if place != ""]
    try:
        __import__(name)
    except:
        kind, error, trace = sys.exc_info()
        send("failed", module=name, chain=chain_of(error))
        sys.stdout.flush()
        sys.stderr.write("import %s\n" % name)
        if hasattr(error, "with_traceback"):
            error.with_traceback(trace.tb_next)
        sys.__excepthook__(kind, error, trace.tb_next)
    else:
        module = sys.modules.get(name)
        builtin = name in sys.builtin_module_names
        send("imported", module=name, places=places_of(name, module), builtin=builtin)


def run_import(name):
    try:
        os.close(CUSTOM_LOG)
        import_module(name)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(0)


def run_custom(argv):
    try:
        for name in ("SIGPIPE", "SIGXFSZ", "SIGXFZ"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
        os.dup2(CUSTOM_LOG, 1)
        os.dup2(CUSTOM_LOG, 2)
        os.close(CHANNEL)
        os.close(CUSTOM_LOG)
        os.execvp(argv[0], argv)
    except:
        os.write(2, ("Failed to start %s: %s\n" % (argv[0], sys.exc_info()[1])).encode("utf-8"))
    finally:
        os._exit(127)


def signal_child(number):
    try:
        os.killpg(current[0], number)
    except OSError:
        pass


def wait(limit, grace):
    state = {"due": now() + limit, "expired": False}

    def ring(*_):
        if now() >= state["due"]:
            signal_child(signal.SIGKILL if state["expired"] else signal.SIGTERM)
            state["expired"] = True
            state["due"] = now() + grace
        signal.setitimer(signal.ITIMER_REAL, max(0.001, state["due"] - now()))

    signal.signal(signal.SIGALRM, ring)
    ring()
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except OSError:
            continue
        if pid == current[0]:
            break
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal_child(signal.SIGKILL)
    return status, usage, state["expired"]


def run(event, task, subject, limits):
    started = now()
    try:
        pid = os.fork()
    except OSError:
        send("no-process", reason=str(sys.exc_info()[1]))
        os._exit(1)
    if pid == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.setpgid(0, 0)
        task(subject)
    current[:] = [pid]
    try:
        os.setpgid(pid, pid)
    except OSError:
        pass
    status, usage, expired = wait(*limits)
    current[:] = []
    killed = os.WIFSIGNALED(status)
    send(
        event,
        module=subject if event == "module" else None,
        exit=None if killed else os.WEXITSTATUS(status),
        signal=os.WTERMSIG(status) if killed else None,
        expired=expired,
        seconds=now() - started,
        cpu=usage.ru_utime + usage.ru_stime,
        rss=usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    )


def stop(*_):
    if current:
        signal_child(signal.SIGKILL)
    os._exit(143)


def main():
    module_limit, custom_limit, grace, count = [float(text) for text in sys.argv[1:5]]
    rest = sys.argv[5:]
    modules, custom = rest[:int(count)], rest[int(count):]
    sys.argv = ["-c"]
    if hasattr(os, "set_inheritable"):
        os.set_inheritable(CHANNEL, False)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if os.getpid() != 1:
        signal.signal(signal.SIGTERM, stop)
    send("ready")
    for name in modules:
        run("module", run_import, name, (module_limit, grace))
    if custom:
        send("custom-started")
        run("custom", run_custom, custom, (custom_limit, grace))
    os._exit(0)


main()
`;
