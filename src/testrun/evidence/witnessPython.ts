import { evidenceName, takenName } from './evidenceName.ts';

/** How a cell's witness is to look. */
export interface WitnessOptions {
  /** Path of the Python that the environment is made of. */
  readonly python: string;
  /** Home of the cell as its processes see it: they may have another one. */
  readonly home: string;
  /** Whether what lies in these modules counts as they do. */
  readonly deep: boolean;
}

/**
 * A `.pth` file for a cell's environment. Every Python that starts there looks, when one of the modules under test is
 * imported and again when it ends, whether it came from the environment, and writes it down if not (Python 2.7 to 3.15).
 * The standard library may hide a backport; that is known from the import step. It also writes down that one did, that it
 * ran pytest, how many tests each run of unittest had, and that `-m` asked for a pytest that is not there. `copies` are folders, as
 * seen from inside, that hold copies of the release's own modules. `deep` is of the options.
 */
export function witnessFile(
  modules: readonly string[],
  copies: readonly string[],
  { python, home, deep }: WitnessOptions,
): string {
  const known = compiled.get(python);
  const program =
    known === undefined
      ? JSON.stringify(witnessSource)
      : `__import__("marshal").loads(bytes(bytearray.fromhex("${known}")))`;
  const names = Object.entries({ WANTED: modules, COPIES: copies, HOME: home })
    .map(([name, value]) => `"${name}": ${JSON.stringify(value)}`)
    .join(', ');
  // Of such a file each line that begins with `import` is run.
  return `import sys; exec(${program}, {"sys": sys, ${names}, "DEEP": ${deep ? 'True' : 'False'}})\n`;
}

/** By the path of a Python, in hexadecimal digits. Each Python of a cell would compile it again at its start. */
const compiled = new Map<string, string>();

/** Keeps what a Python has made of the witness's source, for the next cells of this process. */
export function keepCompiledWitness(python: string, hex: string): void {
  compiled.set(python, hex);
}

/** What a Python is still to compile; `undefined`: nothing. */
export function witnessToCompile(python: string): string | undefined {
  return compiled.has(python) ? undefined : witnessSource;
}

const witnessSource = String.raw`
import os

PLACE = os.path.join(HOME, "${evidenceName}")
TAKEN = os.path.join(HOME, "${takenName}")
LIBRARY = os.path.dirname(os.path.realpath(os.__file__))
told = set()


def is_within(path, folder):
    return path == folder or path.startswith(folder + os.sep)


def is_own(place):
    if not isinstance(place, str) or place in ("built-in", "frozen") or not os.path.isabs(place):
        return place in ("built-in", "frozen")
    for path in (place, os.path.realpath(place)):
        if any([is_within(path, copy) or is_within(path, os.path.realpath(copy)) for copy in COPIES]):
            return True
        if is_within(path, sys.prefix) or is_within(path, os.path.realpath(sys.prefix)):
            return True
        if is_within(path, LIBRARY) and "-packages" not in path[len(LIBRARY):]:
            return True
    return False


def is_wanted(name):
    return name in WANTED or (DEEP and any([name.startswith(wanted + ".") for wanted in WANTED]))


def write(*words):
    try:
        with open(PLACE, "a") as evidence:
            evidence.write("\t".join([str(word) for word in words]) + "\n")
    except Exception:
        pass


def tell(name, places):
    try:
        found = [place for place in places if isinstance(place, str)]
        if not found or name in told:
            return
        told.add(name)
        if not any([is_own(place) for place in found]):
            write("module", name, os.path.abspath(found[0]))
        elif not os.path.exists(TAKEN):
            open(TAKEN, "a").close()
    except Exception:
        pass


class CountingLoader(object):
    """Loads unittest.runner as it is, but for a run that says how many tests it had."""

    def __init__(self, loader):
        self.loader = loader

    def __getattr__(self, name):
        return getattr(self.loader, name)

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        self.loader.exec_module(module)
        run = module.TextTestRunner.run

        def counted(self, test):
            result = run(self, test)
            write("runner", "unittest", getattr(result, "testsRun", 0))
            return result

        module.TextTestRunner.run = counted


def spec_of(name, path, target):
    for finder in list(sys.meta_path):
        find = getattr(finder, "find_spec", None)
        spec = find(name, path, target) if find and not is_witness(finder) else None
        if spec is not None:
            return spec
    return None


def is_witness(finder):
    return getattr(finder, "is_witness", False) is True


class Witness(object):
    is_witness = True

    def find_spec(self, name, path=None, target=None):
        if is_wanted(name):
            spec = spec_of(name, path, target)
            if spec is not None:
                tell(name, [spec.origin] + list(spec.submodule_search_locations or []))
        elif name == "unittest.runner":
            spec = spec_of(name, path, target)
            if spec is not None and hasattr(spec.loader, "exec_module"):
                spec.loader = CountingLoader(spec.loader)
            return spec
        elif name == "pytest" and sys.argv[:1] == ["-m"] and spec_of(name, path, target) is None:
            write("missing", name)
        return None

    def find_module(self, name, path=None):
        if is_wanted(name) and sys.version_info[0] == 2:
            try:
                import imp
                stream, place, _ = imp.find_module(name.rpartition(".")[2], path)
                if stream:
                    stream.close()
                tell(name, [place])
            except Exception:
                pass
        return None


def look():
    if "_pytest.main" in sys.modules:
        write("runner", "pytest", 0)
    for name in [name for name in list(sys.modules) if is_wanted(name)]:
        module = sys.modules.get(name)
        places = [getattr(module, "__file__", None)]
        try:
            places += list(getattr(module, "__path__", None) or [])
        except Exception:
            pass
        tell(name, places)


# The file may be read twice.
if not any([is_witness(finder) for finder in sys.meta_path]):
    sys.meta_path.insert(0, Witness())
    import atexit
    atexit.register(look)
`;
