import { evidenceName, takenName } from '../evidence/evidenceName.ts';

/** Before and in a child that runs a command: folders that nothing has touched, the files, the command. */
export const commandPython = String.raw`
def run_command(argv):
    try:
        for name in ("SIGPIPE", "SIGXFSZ", "SIGXFZ"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
        # Only what a user types may have to be looked for.
        getattr(os, "execvp", os.execv)(argv[0], argv)
    except:
        os.write(2, ("Failed to start %s: %s\n" % (argv[0], sys.exc_info()[1])).encode("utf-8"))
    finally:
        quit_now(127)


# From linux/stat.h, and the same everywhere.
KINDS, FOLDER, FILE, LINK = 0o170000, 0o040000, 0o100000, 0o120000


def kind_of(path, look=os.stat):
    """0 where there is nothing."""
    try:
        return look(path).st_mode & KINDS
    except OSError:
        return 0


def below(folder, name):
    return folder + name if folder in ("", "/") else folder + "/" + name


def copy(source, target, follow):
    kind = kind_of(source)
    if kind == FOLDER:
        if kind_of(target) != FOLDER:
            os.mkdir(target)
        for name in os.listdir(source):
            inner = below(source, name)
            if inner in follow:
                copy(follow[inner], below(target, name), {})
            elif kind_of(inner, os.lstat) == LINK:
                os.symlink(os.readlink(inner), below(target, name))
            else:
                copy(inner, below(target, name), follow)
    elif kind == FILE:
        with open(source, "rb") as reader, open(target, "wb") as writer:
            while True:
                piece = reader.read(1 << 20)
                if not piece:
                    break
                writer.write(piece)
    elif kind != 0:
        # A socket, a pipe or a device: no test of a release is about it.
        return
    os.chmod(target, os.stat(source).st_mode & 0o777 | 0o600)


EVIDENCE = [${[evidenceName, takenName].map((name) => JSON.stringify(name)).join(', ')}]


def put_aside(home):
    """What was written down of one command says nothing of the next: gives the names that it has now."""
    moved = []
    for name in EVIDENCE:
        place = below(home, name)
        aside = place + "." + "".join("%02x" % byte for byte in bytearray(os.urandom(8)))
        try:
            os.rename(place, aside)
            moved.append((aside, place))
        except OSError:
            pass
    return moved


def bring_back(home, moved):
    """Only what was put aside is left."""
    put_aside(home)
    for aside, place in moved:
        try:
            os.rename(aside, place)
        except OSError:
            pass


def prepare(job, index):
    """Gives a command folders that nothing has touched, with its files, and goes there."""
    for folder in map(native, job["folders"]) if index > 0 else ():
        chance = "".join("%02x" % byte for byte in bytearray(os.urandom(8)))
        try:
            os.rename(folder, folder + "." + chance)
        except OSError:
            if kind_of(folder, os.lstat) != 0:
                raise
        os.mkdir(folder, 0o700)
    os.chdir(native(job["folders"][0]))
    follow = dict((native(link), native(job["follow"][link])) for link in job["follow"])
    for file in job["files"]:
        name = native(file["name"])
        place = ""
        for part in name.split("/")[:-1]:
            place = below(place, part)
            if kind_of(place) != FOLDER:
                os.mkdir(place)
        copy(native(file["path"]), name, follow)
`;
