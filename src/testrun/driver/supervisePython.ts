/** The supervising itself: one child after another, each with its limit, its log and its end. */
export const supervisePython = String.raw`
def signal_child(number):
    try:
        os.killpg(current[0], number)
    except OSError:
        pass


def wait(limit, grace):
    state = {"due": now() + limit, "expired": False}

    def ring(*_):
        if now() >= state["due"]:
            signal_child(signal.SIGKILL if state["expired"] else signal.SIGTERM)
            state["expired"] = True
            state["due"] = now() + grace
        signal.setitimer(signal.ITIMER_REAL, max(0.001, state["due"] - now()))

    signal.signal(signal.SIGALRM, ring)
    ring()
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except OSError:
            continue
        if pid == current[0]:
            break
    signal.setitimer(signal.ITIMER_REAL, 0)
    end_left()
    return status, usage, state["expired"]


def unblock(descriptor):
    if hasattr(os, "set_blocking"):
        os.set_blocking(descriptor, False)
    else:
        import fcntl
        fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_NONBLOCK)


def open_report(request, job):
    """Where a child says what it has to say: what is read here, and what it gets."""
    if "module" in job:
        reader, report = os.pipe()
        unblock(reader)
        unblock(report)
        return reader, report
    if not job["reports"]:
        return None, None
    chance = "".join("%02x" % byte for byte in bytearray(os.urandom(16)))
    path = below(native(request["tmp"]), chance)
    report = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    os.unlink(path)
    return report, report


def read_report(reader, job):
    """What a child has said; more than a report may hold is none."""
    data = b""
    size = REPORT_SIZE if "module" in job else TESTS_REPORT_SIZE
    try:
        if "module" not in job:
            os.lseek(reader, 0, 0)
        while len(data) <= size:
            piece = os.read(reader, size + 1)
            if not piece:
                break
            data += piece
    except OSError:
        pass
    return data if len(data) <= size else b""


def set_variables(variables):
    if variables:
        import os
        for name in variables:
            os.environ[native(name)] = native(variables[name])


def child(request, job, report):
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.setpgid(0, 0)
        if job["log"] != 1:
            os.dup2(job["log"], 1)
            os.dup2(job["log"], 2)
        for descriptor in [CHANNEL] + request["logs"]:
            os.close(descriptor)
        if job.get("reports"):
            # Where the channel was: the one descriptor that it has besides its log.
            os.dup2(report, CHANNEL)
            os.close(report)
        for step in on_fork:
            step()
        # Here only: the driver's own start is none of their business.
        set_variables(request["variables"])
        if "module" in job:
            sys.modules.pop("resource")
            place = native(request["prefix"]), native(request["python"])
            run_import(native(job["module"]), report, place)
        else:
            run_command([native(word) for word in job["argv"]])
    finally:
        quit_now(127)


# Whether the child before was well.
passed = [True]


def run(request, index):
    job = request["jobs"][index]
    try:
        if limits() != request["limits"]:
            raise EnvironmentError("its limits were changed")
        aside = []
        sharing = job.get("sharing")
        if sharing is not None:
            # In the folders of the child before it, where this process still is.
            aside = put_aside(native(job["folders"][1]))
        elif "module" not in job:
            prepare(job, index)
        reader, report = open_report(request, job)
    except EnvironmentError:
        send("unprepared", reason=str(sys.exc_info()[1]))
        quit_now(1)
    send("started")
    if sharing == "test" and not passed[0]:
        send("ended", exit=1, signal=None, expired=False, seconds=0.0, cpu=0.0, rss=0, said=b"")
        return
    started = now()
    try:
        pid = os.fork()
    except OSError:
        send("no-process", reason=str(sys.exc_info()[1]))
        quit_now(1)
    if pid == 0:
        if reader not in (None, report):
            os.close(reader)
        child(request, job, report)
    current[:] = [pid]
    try:
        os.setpgid(pid, pid)
    except OSError:
        pass
    if report not in (None, reader):
        os.close(report)
    status, usage, expired = wait(job["limit"], request["grace"])
    current[:] = []
    said = b""
    if reader is not None:
        said = read_report(reader, job)
        os.close(reader)
    killed = os.WIFSIGNALED(status)
    passed[:] = [status == 0 and not expired]
    if sharing == "after":
        bring_back(native(job["folders"][1]), aside)
    send(
        "ended",
        exit=None if killed else os.WEXITSTATUS(status),
        signal=os.WTERMSIG(status) if killed else None,
        expired=expired,
        seconds=now() - started,
        cpu=usage.ru_utime + usage.ru_stime,
        rss=usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        said=said,
    )


def stop(*_):
    if current:
        signal_child(signal.SIGKILL)
    end_left()
    quit_now(143)


def main():
    sys.argv = ["-c"]
    if hasattr(os, "set_inheritable"):
        os.set_inheritable(CHANNEL, False)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if os.getpid() != 1:
        signal.signal(signal.SIGTERM, stop)
    if is_source:
        send_compiled("compiled", program)
    # Before others have had their turn: it may have to wait for its own.
    guarded, own_limits = guard(), limits()
    request = read_request()
    if request["witness"] is not None:
        send_compiled("witness", marshal.dumps(compile(native(request["witness"]), "witness", "exec")))
    request["limits"] = own_limits
    # Control groups hold all that comes of this process; without one spip looks from outside alone.
    for descriptor in request["joins"]:
        try:
            os.write(descriptor, b"0")
        except EnvironmentError:
            pass
        os.close(descriptor)
    close_others([CHANNEL] + request["logs"])
    send("ready", guarded=guarded)
    jobs = request["jobs"]
    if PYTHON_3 and any(["module" in job for job in jobs]):
        # Here, so that not each child loads it.
        import site
    for index in range(len(jobs)):
        # Where children can reach it, nobody believes it any more in the next step.
        if guarded or jobs[index]["log"] == jobs[0]["log"]:
            run(request, index)
    send("done")
    quit_now(0)


main()
`;
