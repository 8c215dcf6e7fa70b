import { pytestPython } from './pytestPython.ts';
import { reportPython } from './reportPython.ts';
import { unittestPython } from './unittestPython.ts';

const start = String.raw`
def main():
    report = Report()
    os.environ.update((str(name), str(SPEC["env"][name])) for name in SPEC["env"])
    if SPEC["restores"] and PYTHON_3:
        import collections, collections.abc
        for name in collections.abc.__all__:
            setattr(collections, name, getattr(collections.abc, name))
    # As -m has it: what lies in the working folder can be imported, and nothing of the release does.
    sys.path[0] = os.getcwd()
    run = run_scripts if SPEC["script"] else run_unittest if SPEC["runner"] == "unittest" else run_pytest
    status = run(report)
    sys.stdout.flush()
    sys.stderr.flush()
    sys.exit(status)
`;

const program = [reportPython, pytestPython, unittestPython, start].join('\n');

/**
 * The program that runs a release's tests in the environment's Python: it takes what to run as JSON, in its first
 * argument. It is code among that of the release, and believed as much.
 */
export const runnerSource = `SPEC_SOURCE = ${JSON.stringify(program)}
exec(compile(SPEC_SOURCE, "<spip>", "exec"))
SPEC_SOURCE = "SPEC_SOURCE = %r\\nexec(compile(SPEC_SOURCE, '<spip>', 'exec'))\\nmain()" % SPEC_SOURCE
main()
`;
