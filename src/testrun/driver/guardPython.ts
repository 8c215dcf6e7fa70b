/**
 * What keeps the driver out of the reach of its children, which run as the same user. On Linux: it cannot be traced,
 * nor can its memory or descriptors be opened; what its children leave behind is ended before the next one starts.
 */
export const guardPython = String.raw`
# From linux/prctl.h and linux/keyctl.h; the number of keyctl(2) where Python is a 64-bit program.
PR_SET_DUMPABLE, PR_CAPBSET_DROP = 4, 24
KEYCTL_JOIN_SESSION_KEYRING = 1
KEYCTL = {"x86_64": 250, "aarch64": 219, "riscv64": 219, "ppc64le": 271, "s390x": 280}
CAP_SYS_PTRACE = 19


def guard():
    """Whether no child can reach this process."""
    if not sys.platform.startswith("linux"):
        return True
    call = c_library()
    if call is None:
        return False
    # The keys of whoever started spip are not for its tests.
    if sys.maxsize > 2**32 and os.uname()[4] in KEYCTL:
        call("syscall", KEYCTL[os.uname()[4]], KEYCTL_JOIN_SESSION_KEYRING, None)
    call("prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    guarded = call("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0) == 0
    on_fork[:] = [lambda: call("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)]
    if os.geteuid() == 0 and os.getpid() != 1:
        on_fork.append(lambda: forbid_tracing(call))
    return guarded


# What a child undoes and gives up.
on_fork = []


def forbid_tracing(call):
    """Root traces whomever it likes, unless it lacks a capability that the other has."""
    with open("/proc/self/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    held = [int(fields[name], 16) & ~(1 << CAP_SYS_PTRACE) for name in ("CapEff", "CapPrm", "CapInh")]
    words = [0x20080522, 0] + [value >> shift & 0xFFFFFFFF for shift in (0, 32) for value in held]
    octets = bytearray(word >> shift & 0xFF for word in words for shift in (0, 8, 16, 24))
    call("prctl", PR_CAPBSET_DROP, CAP_SYS_PTRACE, 0, 0, 0)
    call("capset", bytes(octets[:8]), bytes(octets[8:]))


def close_others(kept):
    """Closes what whoever started spip had left open."""
    try:
        names = os.listdir("/proc/self/fd")
    except OSError:
        names = os.listdir("/dev/fd")
    for descriptor in map(int, names):
        if descriptor > 2 and descriptor not in kept:
            try:
                os.close(descriptor)
            except OSError:
                pass


def limits():
    """Any process of the same user may change them."""
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    return [resource.getrlimit(getattr(resource, name)) for name in names]
`;
