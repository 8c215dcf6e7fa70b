/**
 * Python (2.7 to 3.15) for a process that outlives others: on Linux what its children leave behind becomes its own child,
 * whatever session it fled to and whatever its variables, and `end_left` ends it. Needs `os`, `sys`, `signal` and `time`.
 */
export const reaperPython = String.raw`
# From linux/prctl.h and errno.h.
PR_SET_CHILD_SUBREAPER, EPERM = 36, 1


def c_library():
    """Calls functions of the C library by name; None where this Python cannot. No module is there that was not before."""
    before = set(sys.modules)
    try:
        import _ctypes
        if hasattr(_ctypes, "dlsym"):
            library = _ctypes.dlopen(None, 0)
            call = _ctypes.call_function
            return lambda name, *args: call(_ctypes.dlsym(library, name), args)
        # That of PyPy has none of these.
        import ctypes
        library = ctypes.CDLL(None)
        return lambda name, *args: getattr(library, name)(*args)
    except (ImportError, AttributeError, OSError):
        return None
    finally:
        for name in set(sys.modules) - before:
            del sys.modules[name]


def kill_left():
    """False if none of them may be: they run as somebody else."""
    if os.getpid() == 1:
        os.kill(-1, signal.SIGKILL)
        return True
    with open("/proc/self/task/%d/children" % os.getpid()) as children:
        pids = children.read().split()
    refused = 0
    for pid in pids:
        try:
            os.kill(int(pid), signal.SIGKILL)
        except OSError as error:
            refused += error.errno == EPERM
    return not pids or refused < len(pids)


def end_left():
    """Ends whatever is left of the children; those of theirs come to this process when they die."""
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] > 0:
                continue
        except OSError:
            return
        try:
            if not kill_left():
                return
        except EnvironmentError:
            pass
        time.sleep(0.001)
`;
