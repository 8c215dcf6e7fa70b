/**
 * Calls one hook of a build backend (PEP 517) in a process of its own; runs on Python 2.7 to 3.15.
 * What to call lies beside it in `call.json`, the answer goes to `answer.json`: backends print what they like.
 * It knows its folders only from its own place, so that it works wherever a sandbox shows them.
 */
export const hookDriver = String.raw`
import importlib, json, os, sys

here = os.path.dirname(os.path.abspath(__file__))
source = os.getcwd()
with open(os.path.join(here, "call.json")) as stream:
    call = json.load(stream)

# The driver's own folder must not be importable, the backend's folder must.
backend_path = [os.path.normpath(os.path.join(source, path)) for path in call["backend_path"]]
sys.path[0:1] = backend_path

module, _, attributes = str(call["backend"]).partition(":")
backend = importlib.import_module(module)
if backend_path:
    origin = os.path.realpath(getattr(backend, "__file__", None) or "")
    roots = [os.path.join(os.path.realpath(path), "") for path in backend_path]
    if not any(origin.startswith(root) for root in roots):
        sys.exit("Error: the backend %s was not loaded from its backend-path" % module)
for name in attributes.split("."):
    if name:
        backend = getattr(backend, name)

hook = getattr(backend, call["hook"], None)
if hook is None and call["optional"]:
    answer = []
elif hook is None:
    sys.exit("Error: the backend %s has no %s" % (call["backend"], call["hook"]))
else:
    answer = hook(*[os.path.join(here, str(name)) for name in call["folders"]])

with open(os.path.join(here, "answer.json"), "w") as stream:
    json.dump(answer, stream)
`;
