/** Runs pytest, 4.6 to 9, with a plugin that counts what it reports. */
export const pytestPython = String.raw`
class Plugin(object):
    def __init__(self, report):
        self.report = report
        self.raised = {}
        self.collected = 0

    # A wrapper: pytest's own plugin for unittest puts in what was raised.
    def pytest_runtest_makereport(self, item, call):
        yield
        if call.excinfo is not None:
            self.raised = {item.nodeid: call.excinfo.value}

    def pytest_exception_interact(self, node, call, report):
        # Of a test there is word before this comes; of a file that cannot be collected there is none.
        if getattr(report, "when", None) in (None, "collect") and call.excinfo is not None:
            self.raised = {report.nodeid: call.excinfo.value}

    def pytest_collectreport(self, report):
        if report.failed:
            error = self.raised.pop(report.nodeid, None)
            self.report.fail(report.nodeid or "collection", "collection", error, crash_of(report))
        elif report.skipped:
            self.report.skip(reason_of(report))

    def pytest_internalerror(self, excrepr, excinfo):
        self.report.fail("pytest itself", "error", excinfo.value)

    def pytest_collection_finish(self, session):
        self.collected = len(session.items)

    def pytest_runtest_logstart(self, nodeid, location):
        self.report.running(nodeid)

    def pytest_runtest_logreport(self, report):
        error = self.raised.pop(report.nodeid, None)
        # One part of a test that goes on.
        if hasattr(report, "context") and not report.failed:
            return
        if hasattr(report, "wasxfail"):
            if report.skipped:
                self.report.count("xfailed", report.nodeid)
            elif report.passed and report.when == "call":
                self.report.count("xpassed", report.nodeid)
        elif report.failed:
            kind = "failed" if report.when == "call" else "error"
            self.report.fail(report.nodeid, kind, error, crash_of(report))
        elif report.skipped:
            self.report.skip(reason_of(report), report.nodeid)
        elif report.passed and report.when == "call":
            self.report.count("passed", report.nodeid)


def crash_of(report):
    crash = getattr(report.longrepr, "reprcrash", None)
    message = getattr(crash, "message", None)
    if message is None:
        lines = [line for line in text_of(report.longrepr, 100000).splitlines() if line.strip()]
        message = lines[-1] if lines else ""
    # A collector marks the lines of what was raised.
    return re.sub(r"^E\s+", "", message.splitlines()[0]) if message else ""


def reason_of(report):
    longrepr = report.longrepr
    reason = longrepr[2] if isinstance(longrepr, tuple) and len(longrepr) == 3 else longrepr
    reason = text_of(reason, 300)
    return reason[len("Skipped: "):] if reason.startswith("Skipped: ") else reason


def project_args(args):
    """As the project has it, but for coverage of sources that are not there, which nobody asked for."""
    try:
        import pytest_cov
    except ImportError:
        return args
    return args if any([arg.startswith("--cov") for arg in SPEC["args"]]) else ["--no-cov"] + args


def run_pytest(report):
    import pytest
    args, words = list(SPEC["args"]), SPEC["configured"]
    major = int(pytest.__version__.split(".")[0])
    if SPEC["config"] and (major >= 6 or not SPEC["config"].endswith(".toml")):
        args += ["-c", SPEC["config"]]
    if SPEC["config"] or not SPEC["has_config"]:
        args += ["--rootdir", SPEC["root"]]
    if SPEC["project"]:
        args = project_args(args)
    else:
        # All of them, one after another, in the order in which they stand: what is not counted here is not seen.
        args += ["--maxfail=0"]
        if "xdist" in words:
            args += ["-n0"]
        if "cov" in words:
            args += ["--no-cov"]
        if "randomly" not in words:
            args += ["-p", "no:randomly"]
    sys.argv = ["pytest"] + args + SPEC["targets"]
    Plugin.pytest_runtest_makereport = pytest.hookimpl(hookwrapper=True)(Plugin.__dict__["pytest_runtest_makereport"])
    plugin = Plugin(report)
    status = int(pytest.main(args + SPEC["targets"], plugins=[plugin]))
    nothing = not plugin.collected and not any(report.counts.values())
    if status == 5 and nothing and SPEC["fallback"]:
        report.hand_over()
        SPEC.update(runner="unittest", fallback=False)
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(sys.executable, [sys.executable, "-c", SPEC_SOURCE, json.dumps(SPEC)])
    report.end("pytest", pytest.__version__, status)
    return status
`;
