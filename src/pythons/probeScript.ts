/**
 * What spip asks an interpreter: one script for Python 2.7 to 3.15, started with `-I -S` (2.7: `-E -s -S`).
 * It prints one JSON line. Paths come from the scheme that virtual environments use, never from a
 * distribution's patched default (Debian's names `dist-packages`).
 */
export const probeScript = String.raw`
import sys
if sys.version_info < (2, 7):
    sys.exit("Python %d.%d is too old to be asked" % sys.version_info[:2])
import json, os, platform, struct, sysconfig

pypy = "__pypy__" in sys.builtin_module_names
python2 = sys.version_info[0] == 2
config = sysconfig.get_config_var

def flags():
    if hasattr(sys, "abiflags"):
        return sys.abiflags
    if pypy or not python2:
        return ""
    debug = "d" if hasattr(sys, "gettotalrefcount") else ""
    malloc = "m" if config("WITH_PYMALLOC") in (None, 1) else ""
    return debug + malloc + ("u" if sys.maxunicode == 0x10FFFF else "")

def paths():
    names = sysconfig.get_scheme_names()
    if "venv" in names:
        scheme = "venv"
    elif pypy and sys.version_info[:2] < (3, 8) and "pypy" in names:
        scheme = "pypy"
    else:
        scheme = "posix_prefix"
    bases = ("base", "platbase", "installed_base", "installed_platbase")
    found = {}
    for name in ("purelib", "platlib", "scripts", "data", "stdlib"):
        path = sysconfig.get_path(name, scheme, dict((base, "/@") for base in bases))
        found[name] = os.path.relpath(path, "/@")
    return found

def interpreter_of_elf():
    with open(os.path.realpath(sys.executable), "rb") as binary:
        def unpack(form, offset):
            binary.seek(offset)
            return struct.unpack(form, binary.read(struct.calcsize(form)))
        ident = binary.read(16)
        if ident[:4] != b"\x7fELF":
            return None
        order = "<" if ident[5:6] == b"\x01" else ">"
        wide = ident[4:5] == b"\x02"
        start = unpack(order + ("Q" if wide else "I"), 32 if wide else 28)[0]
        size, count = unpack(order + "HH", 54 if wide else 42)
        for index in range(count):
            entry = start + index * size
            if unpack(order + "I", entry)[0] != 3:
                continue
            word = order + ("Q" if wide else "I")
            offset = unpack(word, entry + (8 if wide else 4))[0]
            length = unpack(word, entry + (32 if wide else 16))[0]
            binary.seek(offset)
            return binary.read(length).rstrip(b"\0")
    return None

def libc():
    if not sys.platform.startswith("linux"):
        return None
    import re
    try:
        name, version = os.confstr("CS_GNU_LIBC_VERSION").rsplit(None, 1)
        if name == "glibc":
            return ["glibc", version]
    except (AttributeError, OSError, ValueError):
        pass
    try:
        loader = interpreter_of_elf()
    except (OSError, IOError, struct.error):
        loader = None
    if loader and b"musl" in loader:
        import subprocess
        child = subprocess.Popen([loader], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        version = re.search(r"Version (\d+\.\d+)", child.communicate()[1].decode("utf-8", "replace"))
        return ["musl", version.group(1)] if version else None
    try:
        import ctypes
        ask = ctypes.CDLL(None).gnu_get_libc_version
        ask.restype = ctypes.c_char_p
        return ["glibc", ask().decode("ascii")]
    except (ImportError, OSError, AttributeError):
        return None

def is_there(name):
    try:
        if python2:
            import imp
            imp.find_module(name)
            return True
        from importlib.util import find_spec
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False

def imports(name):
    try:
        __import__(name)
        return True
    except ImportError:
        return False

def has(name):
    # The compiled one behind a module is imported: it may be there, and a library that it needs may not.
    # PyPy has some of these under other names.
    if name in sys.builtin_module_names or is_there(name) and imports(name if name in alone else "_" + name):
        return True
    return imports("Tkinter" if python2 and name == "tkinter" else name)

alone = ("_dbm", "dbm", "zlib")

def lacks():
    names = ["dbm" if python2 else "_dbm", "bz2", "ctypes", "curses", "lzma", "sqlite3", "ssl", "tkinter", "zlib"]
    return [name for name in names if not (python2 and name == "lzma") and not has(name)]

def loaded():
    # As the loader has opened them, and where they really lie.
    for name in ("_ssl", "_hashlib", "_ctypes", "_sqlite3", "_lzma", "_bz2", "_curses", "_tkinter", "zlib"):
        try:
            __import__(name)
        except ImportError:
            pass
    found = []
    try:
        import ctypes
        class Info(ctypes.Structure):
            _fields_ = [("address", ctypes.c_void_p), ("name", ctypes.c_char_p)]
        def note(info, size, data):
            found.append((info[0].name or b"").decode("utf-8", "replace"))
            return 0
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Info), ctypes.c_size_t, ctypes.c_void_p)
        ctypes.CDLL(None).dl_iterate_phdr(kind(note), None)
    except Exception:
        pass
    try:
        with open("/proc/self/maps") as lines:
            found.extend(line.split(None, 5)[5].strip() for line in lines if ".so" in line)
    except (IOError, OSError, IndexError):
        pass
    return found

def elsewhere():
    # What it is made of outside of its prefix and of the system's folders.
    prefix = getattr(sys, "base_prefix", sys.prefix)
    own = (prefix + "/", "/usr/", "/bin/", "/lib/", "/lib32/", "/lib64/", "/sbin/")
    stdlib = os.path.dirname(os.__file__)
    parts = [sys.executable, getattr(sys, "base_exec_prefix", sys.exec_prefix), stdlib]
    parts += [sysconfig.get_path("platstdlib") or "", os.path.join(stdlib, "lib-dynload")]
    parts += [path for path in loaded() if path.startswith("/")]
    parts += [os.path.realpath(path) for path in parts if path]
    return sorted(set(
        part for part in parts
        if os.path.exists(part) and not (os.path.normpath(part) + "/").startswith(own)
    ))

def libpython():
    # The library that holds the interpreter itself, where the executable only starts it.
    names = [os.path.realpath(path) for path in loaded()]
    own = [path for path in names if os.path.basename(path).startswith(("libpython", "libpypy"))]
    return own[0] if own else None

def implementation_version():
    if not hasattr(sys, "implementation"):
        return "0"
    info = sys.implementation.version
    text = "%d.%d.%d" % (info[0], info[1], info[2])
    return text if info[3] == "final" else text + info[3][0] + str(info[4])

def markers():
    full = platform.python_version()
    return {
        "implementation_name": sys.implementation.name if hasattr(sys, "implementation") else "",
        "implementation_version": implementation_version(),
        "os_name": os.name,
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "platform_release": platform.release(),
        "platform_system": platform.system(),
        "platform_version": platform.version(),
        "python_full_version": full + "local" if full.endswith("+") else full,
        "python_version": ".".join(platform.python_version_tuple()[:2]),
        "sys_platform": sys.platform,
    }

print(json.dumps({
    "spip": 1,
    "executable": sys.executable,
    "version_info": list(sys.version_info),
    "version_text": sys.version,
    "implementation": platform.python_implementation().lower(),
    "abiflags": flags(),
    "soabi": config("SOABI") or "",
    "gil_disabled": bool(config("Py_GIL_DISABLED")),
    "debug": bool(config("Py_DEBUG")) or hasattr(sys, "gettotalrefcount"),
    "cache_tag": (getattr(sys.implementation, "cache_tag", None) or "") if hasattr(sys, "implementation") else "",
    "base_prefix": getattr(sys, "base_prefix", sys.prefix),
    "paths": paths(),
    "lacks": lacks(),
    "elsewhere": elsewhere(),
    "libpython": libpython(),
    "markers": markers(),
    "pointer_bits": struct.calcsize("P") * 8,
    "libc": libc(),
    "macos": platform.mac_ver()[0] or None,
}, sort_keys=True))
`;
