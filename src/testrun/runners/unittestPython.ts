/** Runs unittest, with a result that counts. */
export const unittestPython = String.raw`
def run_unittest(report):
    import unittest

    class Result(unittest.TextTestResult):
        def startTest(self, test):
            report.running(name_of(test))
            self.was_bad = False
            super(Result, self).startTest(test)

        def addSuccess(self, test):
            report.count("passed", name_of(test))
            super(Result, self).addSuccess(test)

        def addFailure(self, test, err):
            report.fail(name_of(test), "failed", err[1])
            super(Result, self).addFailure(test, err)

        def addError(self, test, err):
            # What cannot be imported becomes a test that raises it.
            lost = type(test).__name__ in ("_FailedTest", "ModuleImportFailure", "LoadTestsFailure")
            kind = "collection" if lost else "error" if isinstance(test, unittest.suite._ErrorHolder) else "failed"
            report.fail(name_of(test), kind, import_error_of(err[1]) if lost else err[1])
            super(Result, self).addError(test, err)

        def addSkip(self, test, reason):
            report.skip(reason, name_of(test))
            super(Result, self).addSkip(test, reason)

        def addExpectedFailure(self, test, err):
            report.count("xfailed", name_of(test))
            super(Result, self).addExpectedFailure(test, err)

        def addUnexpectedSuccess(self, test):
            report.count("xpassed", name_of(test))
            super(Result, self).addUnexpectedSuccess(test)

        def addSubTest(self, test, subtest, err):
            if err is not None:
                report.fail(name_of(subtest), "failed", err[1])
            super(Result, self).addSubTest(test, subtest, err)

    def name_of(test):
        try:
            return test.id()
        except Exception:
            return str(test)

    def import_error_of(error):
        # It holds the trace as a text: the last line is what was raised.
        lines = [line for line in text_of(error, 100000).splitlines() if line.strip()]
        raised = ImportError(lines[-1] if lines else "")
        raised.told = "\n".join(lines)
        return raised

    if SPEC["project"] and not SPEC["targets"]:
        return run_as_asked(report, Result)
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
    runner = unittest.TextTestRunner(resultclass=Result, verbosity=2)
    outcome = runner.run(suite)
    status = 0 if outcome.wasSuccessful() else 1
    report.end("unittest", "%d.%d" % sys.version_info[:2], status)
    return status


def run_as_asked(report, result):
    """As the command line of unittest has it."""
    import unittest

    class Runner(unittest.TextTestRunner):
        resultclass = result

    argv = ["python -m unittest"] + [str(arg) for arg in SPEC["args"]]
    program = unittest.main(module=None, argv=argv, testRunner=Runner, exit=False)
    status = 0 if program.result.wasSuccessful() else 1
    report.end("unittest", "%d.%d" % sys.version_info[:2], status)
    return status
`;
