/** What a child does that imports a module: enters the environment, imports, says how it went. */
export const importPython = String.raw`
def missing_module(error):
    if sys.version_info >= (3, 6):
        return error.name if isinstance(error, ModuleNotFoundError) else None
    start = "No module named "
    text = str(error) if isinstance(error, ImportError) else ""
    return text[len(start):] if text.startswith(start) else None


def describe(error):
    kind = type(error)
    name = kind.__name__
    if kind.__module__ not in ("builtins", "exceptions"):
        name = kind.__module__ + "." + name
    try:
        return name, str(error)
    except Exception:
        return name, ""


def behind(error):
    for _ in range(20):
        if error is None:
            return
        yield error
        cause = getattr(error, "__cause__", None)
        error = cause if cause is not None else getattr(error, "__context__", None)


def missing_of(error):
    names = [missing_module(each) for each in behind(error)]
    return [cut(name, 200) for name in names if name][:4]


def errno_of(error):
    for each in behind(error):
        if isinstance(each, EnvironmentError) and isinstance(each.errno, int):
            return each.errno
    return None


def loader_of(error):
    # What the loader of libraries said, whoever caught it.
    for each in behind(error):
        text = describe(each)[1]
        if any(words in text for words in ("cannot open shared object", "not found (required by", "Error loading shared library")):
            return cut(text, 300)
    return ""


def failure_of(error):
    name, text = describe(error)
    return {"type": cut(name, 300), "text": cut(text, 1500), "missing": missing_of(error), "errno": errno_of(error), "loader": loader_of(error)}


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
        # It may have put another module in its place.
        lambda: [] if places and module.__name__ == name else spec_places(name),
    ):
        try:
            places.extend(look())
        except Exception:
            pass
    return [cut(place, 900) for place in places if isinstance(place, str)][:4]


def enter_environment(prefix, python):
    sys.executable = python
    # Between these two, site finds it out from pyvenv.cfg.
    if not (3, 3) <= sys.version_info < (3, 14):
        sys.prefix = sys.exec_prefix = prefix
    import site
    if PYTHON_3:
        site.PREFIXES[:] = [sys.prefix, sys.exec_prefix]
        site.main()


def import_module(name, report, place):
    try:
        enter_environment(*place)
        __import__(name)
    except:
        kind, error, trace = sys.exc_info()
        write(report, failure_of(error))
        sys.stdout.flush()
        sys.stderr.write("import %s\n" % name)
        if hasattr(error, "with_traceback"):
            error.with_traceback(trace.tb_next)
        sys.__excepthook__(kind, error, trace.tb_next)
    else:
        module = sys.modules.get(name)
        builtin = name in sys.builtin_module_names
        write(report, {"places": places_of(name, module), "builtin": builtin})


def run_import(name, report, place):
    try:
        import_module(name, report, place)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        quit_now(0)
`;
