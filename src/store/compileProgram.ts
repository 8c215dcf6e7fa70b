/**
 * A Python program (3.6 and newer) for `python -I -S -c PROGRAM SOURCE TARGET`, as `CompileBytecode` asks for it.
 * Names inside are relative, so the files are the same wherever they are made; Python puts the real path in on
 * import. Folders named `tests` are left out: they are most of some packages, and nobody imports them. SOURCE_DATE_EPOCH must not be set: some versions would check by digest in place of time and size.
 */
export const compileProgram = `
import os, sys, warnings
from importlib import _bootstrap_external
from importlib.util import cache_from_source

warnings.simplefilter("ignore")
source_root, target_root = sys.argv[1:3]
to_pyc = getattr(_bootstrap_external, "_code_to_timestamp_pyc", None) or _bootstrap_external._code_to_bytecode
schemes = ("purelib", "platlib", "headers", "scripts", "data")

def site_path(path):
    parts = path.split("/")
    if not parts[0].endswith(".data") or len(parts) < 3 or parts[1] not in schemes:
        return path
    return "/".join(parts[2:]) if parts[1] in ("purelib", "platlib") else None

for folder, folders, files in os.walk(source_root):
    folders[:] = sorted(name for name in folders if name not in ("__pycache__", "tests"))
    for name in sorted(files):
        if not name.endswith(".py"):
            continue
        source = os.path.join(folder, name)
        path = os.path.relpath(source, source_root)
        inside = site_path(path)
        if inside is None:
            continue
        try:
            with open(source, "rb") as stream:
                text = stream.read()
            code = compile(text, inside, "exec", dont_inherit=True)
            stat = os.stat(source)
            pyc = to_pyc(code, int(stat.st_mtime), stat.st_size & 0xFFFFFFFF)
        except Exception:
            continue
        target = os.path.join(target_root, cache_from_source(path))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as stream:
            stream.write(pyc)
`;
