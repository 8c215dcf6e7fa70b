/** Runs unittest, or programs of the project that use it, and counts what any result of it is told. */
export const unittestPython = String.raw`
def name_of(test):
    try:
        name = test.id()
    except Exception:
        return str(test)
    # Of a program that was started: what its file is called tells more.
    return re.sub(r"^__main__(?=[.])", os.path.basename(sys.argv[0]), text_of(name, 500))


def import_error_of(error):
    # It holds the trace as a text: the last line is what was raised.
    lines = [line for line in text_of(error, 100000).splitlines() if line.strip()]
    raised = ImportError(lines[-1] if lines else "")
    raised.told = "\n".join(lines)
    return raised


def watch_results(report):
    """Whatever runner there is, and whatever its result adds: each result of unittest is told of each test."""
    import unittest

    # A test may run others to look at what comes of them: these are none of the suite.
    running = []

    def begin(result, test):
        if not running:
            running.append((result, test))
            report.running(name_of(test))

    def end(result, test):
        if running and running[0][0] is result and running[0][1] is test:
            del running[:]

    def error(test, err):
        # What cannot be imported becomes a test that raises it.
        lost = type(test).__name__ in ("_FailedTest", "ModuleImportFailure", "LoadTestsFailure")
        kind = "collection" if lost else "error" if isinstance(test, unittest.suite._ErrorHolder) else "failed"
        report.fail(name_of(test), kind, import_error_of(err[1]) if lost else err[1])

    def subtest(test, part, err):
        if err is not None:
            report.fail(name_of(part), "failed", err[1])

    told = {
        "addSuccess": lambda test: report.count("passed", name_of(test)),
        "addFailure": lambda test, err: report.fail(name_of(test), "failed", err[1]),
        "addError": error,
        "addSkip": lambda test, reason: report.skip(reason, name_of(test)),
        "addExpectedFailure": lambda test, err: report.count("xfailed", name_of(test)),
        "addUnexpectedSuccess": lambda test: report.count("xpassed", name_of(test)),
        "addSubTest": subtest,
    }

    def watch(name, method):
        def watched(self, *given):
            if name == "startTest":
                begin(self, *given)
            elif name in told and (not running or running[0][0] is self):
                told[name](*given)
            method(self, *given)
            if name == "stopTest":
                end(self, *given)
        setattr(unittest.TestResult, name, watched)

    for name in ["startTest", "stopTest"] + sorted(told):
        if name in unittest.TestResult.__dict__:
            watch(name, unittest.TestResult.__dict__[name])


def run_unittest(report):
    import unittest

    watch_results(report)
    if SPEC["project"] and not SPEC["targets"]:
        return run_as_asked(report)
    loader = unittest.TestLoader()
    suite = unittest.TestSuite()
    for target in SPEC["targets"]:
        if os.path.isdir(target):
            top = target
            while os.path.isfile(os.path.join(top, "__init__.py")):
                top = os.path.dirname(os.path.abspath(top))
            suite.addTests(loader.discover(target, "test*.py", top))
        else:
            folder, name = os.path.split(os.path.abspath(target))
            suite.addTests(loader.discover(folder, name, folder))
    sys.argv = ["python -m unittest"]
    outcome = unittest.TextTestRunner(verbosity=2).run(suite)
    return end_unittest(report, 0 if outcome.wasSuccessful() else 1)


def run_as_asked(report):
    """As the command line of unittest has it."""
    import unittest

    argv = ["python -m unittest"] + [str(arg) for arg in SPEC["args"]]
    program = unittest.main(module=None, argv=argv, exit=False)
    return end_unittest(report, 0 if program.result.wasSuccessful() else 1)


def run_scripts(report):
    """As a Python has it that is started with each of them: what they end with counts, and what unittest was told."""
    import runpy

    watch_results(report)
    worst = 0
    for target in SPEC["targets"]:
        path = os.path.join(SPEC["root"], target)
        folder = SPEC["script"]["folder"]
        os.chdir(os.path.dirname(path) if folder is None else os.path.join(SPEC["root"], folder))
        sys.argv = [path] + [str(arg) for arg in SPEC["script"]["args"]]
        sys.path[0] = os.path.dirname(path)
        worst = max(worst, status_of(lambda: runpy.run_path(path, run_name="__main__")))
    return end_unittest(report, worst)


def status_of(run):
    try:
        run()
    except SystemExit as end:
        return 0 if end.code is None else end.code & 255 if isinstance(end.code, int) else 1
    return 0


def end_unittest(report, status):
    report.end("unittest", "%d.%d" % sys.version_info[:2], status)
    return status
`;
