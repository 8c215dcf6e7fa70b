/**
 * How a process that runs tests says what it ran: one JSON object a line on descriptor 3, a file without a name. What is
 * not kept is the test that runs just now: it is written over by what comes next, and tells where a crash was. Python 2.7
 * to 3.15.
 */
export const reportPython = String.raw`
import errno, fcntl, json, os, re, socket, sys

SPEC = json.loads(sys.argv[1])
PYTHON_3 = sys.version_info >= (3,)
# A test may put others in their place.
dumps, get_pid, write_some, seek, cut_off = json.dumps, os.getpid, os.write, os.lseek, os.ftruncate
MOST_BYTES = 50000
MOST_FAILING = 200
# Bytes of names of tests that did not fail; of the others there is only their number.
MOST_NAMES = 100000


def text_of(value, size=300):
    try:
        text = value if isinstance(value, type(u"")) else str(value)
    except Exception:
        return u""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return text[:size]


class Report(object):
    def __init__(self):
        # Out of the way of tests that close the low ones; gone in programs that they start.
        self.descriptor = fcntl.fcntl(3, fcntl.F_DUPFD, 200)
        os.close(3)
        flags = fcntl.fcntl(self.descriptor, fcntl.F_GETFD)
        fcntl.fcntl(self.descriptor, fcntl.F_SETFD, flags | fcntl.FD_CLOEXEC)
        self.pid = get_pid()
        self.kept = 0
        self.failing = 0
        self.left = 0
        self.counts = dict.fromkeys(("passed", "failed", "errors", "skipped", "xfailed", "xpassed"), 0)
        self.skips = {}
        self.names = {}
        self.named = 0

    def put(self, value, keep=True):
        """Whether it was written."""
        # A test that forks may come back to here in the other process.
        if get_pid() != self.pid:
            return False
        data = (dumps(value) + "\n").encode("ascii")
        try:
            seek(self.descriptor, self.kept, 0)
            end = self.kept + len(data)
            while data:
                data = data[write_some(self.descriptor, data):]
            cut_off(self.descriptor, end)
        except (OSError, IOError):
            return False
        if keep:
            self.kept = end
        return True

    def running(self, test):
        self.put({"running": text_of(test, 500)}, False)

    def count(self, name, test=None):
        self.counts[name] += 1
        if test is not None and self.named < MOST_NAMES:
            test = text_of(test, 300)
            self.named += len(dumps(test)) + 2
            self.names.setdefault(name, []).append(test)

    def skip(self, reason, test=None):
        self.count("skipped", test)
        reason = text_of(reason, 200)
        if reason in self.skips or len(self.skips) < 500:
            self.skips[reason] = self.skips.get(reason, 0) + 1

    def fail(self, test, kind, error, message=""):
        self.count("failed" if kind == "failed" else "errors")
        if self.failing >= MOST_FAILING or self.kept > MOST_BYTES:
            self.left += 1
            return
        self.failing += 1
        said = {"test": text_of(test, 500), "kind": kind, "exception": "", "message": text_of(message), "cause": None, "missing": None, "fixture": None, "absent": None, "named": None, "outside": None}
        if error is not None:
            first = plain_of(error)
            # Python 2.7 has nothing behind this: its last line is what was raised.
            if type(first).__name__ != "CollectError":
                said["exception"] = text_of(type(first).__name__, 100)
                said["message"] = text_of(first) or said["message"]
            said["cause"] = cause_of(error)
            said["missing"] = missing_of(error)
            said["fixture"] = fixture_of(error)
            if said["fixture"]:
                said["message"] = u"fixture '%s' not found" % said["fixture"]
            said["absent"] = absent_of(error)
            said["named"] = named_of(error)
            said["outside"] = outside_of(error)
        self.put(said)

    def end(self, runner, version, status):
        skips = sorted(self.skips.items(), key=lambda item: (-item[1], item[0]))[:20]
        taken = [name for name in SPEC["modules"] if name in sys.modules]
        guarded = [name for name in SPEC["guarded"] if name not in sys.modules]
        self.put({"names": self.names})
        self.put({"end": {"runner": runner, "version": text_of(version, 50), "exit": status, "counts": self.counts, "skips": [[reason, count] for reason, count in skips], "left": self.left, "taken": taken, "guarded": guarded}})

    def hand_over(self):
        """Gives the descriptor to the program that this process becomes."""
        os.dup2(self.descriptor, 3)


def behind(error):
    """An exception and what stands behind it, also where it is only carried along."""
    waiting, seen = [error], []
    while waiting and len(seen) < 40:
        each = waiting.pop(0)
        if not isinstance(each, BaseException) or any(each is other for other in seen):
            continue
        seen.append(each)
        waiting += [getattr(each, name, None) for name in ("__cause__", "__context__", "reason")]
        try:
            waiting += [arg for arg in each.args if isinstance(arg, BaseException)]
        except Exception:
            pass
    return seen


def plain_of(error):
    """What pytest wraps where a file cannot be collected."""
    for each in behind(error):
        if type(each).__name__ not in ("CollectError", "ConftestImportFailure"):
            return each
    return error


def absent_of(error):
    """A file below the working folder that was to be there, relative to that."""
    here = SPEC["root"] + os.sep
    for each in behind(error):
        if isinstance(each, EnvironmentError) and each.errno == errno.ENOENT:
            path = os.path.abspath(text_of(each.filename or "", 4000))
            if path.startswith(here):
                return path[len(here):]
        # Python 2.7 has a ValueError here.
        if type(each).__name__ in ("ImportError", "ValueError", "CollectError") and "attempted relative import" in told_of(each).lower():
            # Its folder is none of a package: the file that would make it one was left out, or never there.
            places = places_of(each)
            path = os.path.join(os.path.dirname(os.path.abspath(places[-1])), "__init__.py") if places else ""
            if path.startswith(here) and not os.path.lexists(path):
                return path[len(here):]
    return None


def named_of(error):
    """A file below the working folder that is not there, which an exception only speaks of: what it started said so."""
    here = SPEC["root"] + os.sep
    for each in behind(error):
        told = text_of(each, 4000)
        # Until Python 3.8 it tells the path as it was asked for, as most programs do.
        relative = re.findall(r"(?<![\w./-])([\w.-][\w./-]*)(?:: |': \[Errno 2\] )No such file or directory", told)
        for path in re.findall(re.escape(here) + r"[\w./-]+", told) + [here + name for name in relative]:
            path = os.path.normpath(path.rstrip("."))
            if path.startswith(here) and not os.path.lexists(path):
                return path[len(here):]
    return None


def outside_of(error):
    """A file elsewhere that was not there, or of which a program said so."""
    for each in behind(error):
        said = re.findall(r"(/[\w./-]+): No such file or directory|can(?:'t|not) open (?:[\w ]{1,80} )?(/[\w./-]+)", text_of(each, 4000))
        told = [one or other for one, other in said]
        if isinstance(each, EnvironmentError) and each.errno == errno.ENOENT:
            told.insert(0, text_of(each.filename or "", 4000))
        for path in told:
            if path.startswith("/") and not path.startswith(SPEC["root"] + os.sep) and not os.path.lexists(path):
                return path
    return None


NETWORK = [getattr(errno, name, None) for name in ("ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EADDRNOTAVAIL")]


# Tests of nose, each value of which was a test; and of an application of Django, which its own runner sets up.
FOR_OTHERS = ("Failed", "ImproperlyConfigured", "AppRegistryNotReady", "ImportError", "CollectError")
OTHER_RUNNER = r"'yield' keyword is allowed in fixtures, but not in tests|DJANGO_SETTINGS_MODULE or call settings[.]configure|Apps aren't loaded yet"


def cause_of(error):
    """What of the surroundings it failed for."""
    for each in behind(error):
        if isinstance(each, (socket.gaierror, socket.herror)) or fetches(each):
            return "network"
        if isinstance(each, EnvironmentError):
            if each.errno in NETWORK:
                return "network"
            if each.errno == errno.EROFS:
                return "read-only"
            if each.errno == errno.EPERM:
                return "privileges"
        if (isinstance(each, ImportError) or type(each).__name__ == "CollectError") and lacks(missing_name(each)):
            return "python-build"
        if type(each).__name__ in FOR_OTHERS and re.search(OTHER_RUNNER, text_of(each)):
            return "other-runner"
    return None


def fetches(error):
    """Whether a program that it started, and that failed, was to fetch something from elsewhere."""
    command = error.cmd if type(error).__name__ == "CalledProcessError" and hasattr(error, "cmd") else ""
    parts = command if isinstance(command, (list, tuple)) else text_of(command, 4000).split()
    return any(re.match(r"(?:https?|git|ssh|ftp)://(?!localhost|127[.]|\[)", text_of(part, 4000)) for part in parts)


def missing_name(error):
    """The module that an ImportError misses: by its own word, else by its text; Python 2.7 has only that."""
    said = re.findall(r"No module named '?([\w.]+)", told_of(error))
    name = getattr(error, "name", None) or (said[-1] if said else "")
    return text_of(name, 200)


def told_of(error):
    """Its text, or the trace that one carries which stands for another."""
    return text_of(getattr(error, "told", None) or error, 100000)


def lacks(name):
    """Whether this Python was built without it: _ssl is what ssl is made of, Tkinter the old name of tkinter."""
    top = name.split(".")[0].lower().lstrip("_")
    return top != "" and top in [each.lstrip("_") for each in SPEC["lacks"]]


def fixture_of(error):
    """The fixture that pytest looked for in vain."""
    if type(error).__name__ == "FixtureLookupError" and getattr(error, "msg", "") is None:
        return text_of(getattr(error, "argname", None) or "", 200) or None
    return None


def missing_of(error):
    """The module that a test file asked for in vain; one that the release asked for is the release's affair."""
    for each in behind(error):
        # Python 2.7 has no ModuleNotFoundError, and of what pytest could not collect there only the text.
        if type(each).__name__ in ("ImportError", "ModuleNotFoundError", "CollectError") and "No module named" in told_of(each):
            name, places = missing_name(each), places_of(each)
            if name and places and is_test(os.path.abspath(places[-1])):
                return name
    return None


def is_test(path):
    """Whether a file is one of the tests, or beside them; a copy of what is installed is the release."""
    def within(places):
        return any((path + os.sep).startswith(os.path.join(SPEC["root"], place, "")) for place in places)
    return within(SPEC["targets"]) or within([""]) and not within(SPEC["copies"])


def places_of(error):
    """The files that it went through, the last one where it was raised: by its trace, else as its text tells them."""
    trace = getattr(error, "__traceback__", None)
    places = []
    while trace is not None:
        places.append(trace.tb_frame.f_code.co_filename)
        trace = trace.tb_next
    if not places:
        told = re.findall(r'(?m)^\s*File "([^"]+)", line \d+|^(\S+\.py):\d+: in ', told_of(error))
        places = [one or other for one, other in told]
    return [place for place in places if not place.startswith("<frozen") and "spip-witness" not in place and place != "<string>"]
`;
