// Sdists whose backend attacks what surrounds a build, and then builds as it should.
import { sdistFile } from './distributions.ts';
import type { ServedFile } from './indexPages.ts';

export interface Attack {
  /** Name of the package, and what the attack is. */
  readonly name: string;
  /** 1.0 unless given. */
  readonly version?: string | undefined;
  /** Whether only `build_wheel` attacks as the second hook, so that the build gets there. */
  readonly sparesMetadata?: boolean | undefined;
  /** Python: the body of `first()` and of `second(folder)`, which run in the two hooks; `folder` is that of the second. */
  readonly first?: string | undefined;
  readonly second?: string | undefined;
  /** What `get_requires_for_build_wheel` returns. */
  readonly wishes?: readonly string[] | undefined;
  /** Python expression for what the second hook returns, of `name`, that of the wheel or folder. */
  readonly returns?: string | undefined;
}

/** `outside` is a folder on the host that no backend may reach. */
export function evilSdist(attack: Attack, outside: string): ServedFile {
  const { name, first = 'pass', second = 'pass', wishes = [], returns = 'name' } = attack;
  const { version = '1.0', sparesMetadata = false } = attack;
  const escaped = name.replaceAll('-', '_');
  const indent = (text: string): string => text.trim().replaceAll('\n', '\n    ');
  return sdistFile({
    name,
    version,
    pyproject:
      '[build-system]\nrequires = ["helper"]\nbuild-backend = "evil"\nbackend-path = ["."]\n',
    files: {
      'evil.py': `
import os, shutil, socket, sys, tempfile, zipfile

OUTSIDE = ${JSON.stringify(outside)}
CELL = os.path.dirname(os.environ["HOME"])
HOOK = os.path.dirname(os.path.abspath(sys.modules["__main__"].__file__))
ANSWER = os.path.join(HOOK, "answer.json")

def plant(path, to):
    """Puts a link somewhere, whatever is there."""
    try:
        if os.path.lexists(path):
            os.rename(path, path + ".was")
        os.symlink(to, path)
    except OSError:
        pass

def at_exit(task):
    """Runs when the driver has written its answer."""
    import atexit
    atexit.register(task)

def name_of(folder):
    return [name for name in os.listdir(folder) if "-${version}" in name][0]

def first():
    ${indent(first)}

def second(folder):
    ${indent(second)}

def get_requires_for_build_wheel(config_settings=None):
    first()
    return ${JSON.stringify(wishes)}

def prepare_metadata_for_build_wheel(folder, config_settings=None):
    name = "${escaped}-${version}.dist-info"
    os.mkdir(os.path.join(folder, name))
    shutil.copy("PKG-INFO", os.path.join(folder, name, "METADATA"))
    ${sparesMetadata ? 'return name' : `second(folder)\n    return ${returns}`}

def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = "${escaped}-${version}-py3-none-any.whl"
    info = "${escaped}-${version}.dist-info/"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("${escaped}/__init__.py", "")
        wheel.write("PKG-INFO", info + "METADATA")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: evil\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "${escaped}/__init__.py,,\\n" + "".join(info + each + ",,\\n" for each in ("METADATA", "WHEEL", "RECORD")))
    second(folder)
    return ${returns}
`,
    },
  });
}
