import { reaperPython } from '../process/reaperPython.ts';

/**
 * Calls one hook of a build backend (PEP 517) in a process of its own; runs on Python 2.7 to 3.15.
 * What to call lies beside it in `call.json`, the answer goes to `answer.json`: backends print what they like.
 * It knows its folders only from its own place, so that it works wherever a sandbox shows them. Where it can, it does so in
 * a child, and ends whatever that leaves running.
 */
export const hookDriver = String.raw`
import importlib, json, os, signal, sys, time
${reaperPython}

def stop(*_):
    end_left()
    os._exit(143)


def await_hook(hook):
    status = None
    while status is None:
        try:
            status = os.waitpid(hook, 0)[1]
        except EnvironmentError:
            pass
    end_left()
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.WEXITSTATUS(status))


call = c_library()
if call is not None and os.path.exists("/proc/self/task/%d/children" % os.getpid()):
    call("prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    hook = os.fork()
    if hook:
        signal.signal(signal.SIGTERM, stop)
        await_hook(hook)

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
