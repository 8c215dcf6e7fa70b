/** A Python script that writes what lies below `sys.prefix` to `<out>/<SPIP_CELL>.json`, and starts the scripts of the cell's package. */
export function listTreeScript(out: string): string {
  return `import hashlib, json, os, re, subprocess, sys
from importlib.metadata import distribution

prefix = os.path.dirname(os.path.dirname(os.path.abspath(sys.executable)))
if os.path.islink(sys.executable):
    prefix = os.environ.get("VIRTUAL_ENV", prefix)

def plain(text):
    # Where the environment lies may differ inside a file, and what pip's launchers do for Windows.
    for place in (prefix, os.path.realpath(prefix)):
        text = text.replace(place.encode(), b"PREFIX")
    if text.startswith(b"#!PREFIX/bin/python"):
        text = re.sub(br"^(?:import re|    sys\\.argv\\[0\\] = .*)\\n", b"", text, flags=re.M)
        text = re.sub(br"^#!PREFIX/bin/python[0-9.]*$", b"#!PREFIX/bin/python", text, count=1, flags=re.M)
    return text

def look():
    tree = {}
    for folder, folders, files in os.walk(prefix):
        folders[:] = [name for name in folders if name != "__pycache__" and not os.path.islink(os.path.join(folder, name))]
        for name in files:
            path = os.path.join(folder, name)
            rest = os.path.relpath(path, prefix)
            if os.path.islink(path):
                continue
            with open(path, "rb") as stream:
                text = plain(stream.read())
            mode = os.stat(path).st_mode & 0o111 != 0
            tree[rest] = [hashlib.sha256(text).hexdigest(), mode, len(text) if len(text) > 2000 else text.decode("latin-1")]
    return tree

def start(package):
    failures = []
    for point in distribution(package).entry_points:
        if point.group != "console_scripts":
            continue
        script = os.path.join(prefix, "bin", point.name)
        try:
            done = subprocess.run([script, "--help"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
            if done.returncode in (126, 127) or b"ModuleNotFoundError" in done.stdout or b"bad interpreter" in done.stdout:
                failures.append("%s: %d: %s" % (point.name, done.returncode, done.stdout[-300:].decode("latin-1")))
        except subprocess.TimeoutExpired:
            pass  # It started.
        except OSError as error:
            failures.append("%s: %s" % (point.name, error))
    return failures

cell = os.environ.get("SPIP_CELL", "pip")
name = sys.argv[1] if len(sys.argv) > 1 else re.split("[=@]", cell)[0]
with open(os.path.join(${JSON.stringify(out)}, name + (".pip" if len(sys.argv) > 1 else "") + ".json"), "w") as stream:
    json.dump({"tree": look(), "scripts": start(name)}, stream)
`;
}
