import { captureOutput } from '../captureOutput.ts';

/** Tests and old grammars: no release imports them, and not all of them can be compiled. */
const leftOut = String.raw`/(?:tests?|lib2to3|idlelib|turtledemo)/`;
const timeoutMs = 600_000;

const program = `
import compileall, os, re, py_compile
mode = getattr(py_compile, "PycInvalidationMode", None)
options = dict(invalidation_mode=mode.UNCHECKED_HASH) if mode else {}
compileall.compile_dir(os.path.dirname(os.__file__), quiet=2, workers=0, rx=re.compile(r"""${leftOut}"""), **options)
`;

/**
 * Makes the byte-code of the standard library, which archives do not bring: cells may not write it, and each would compile again what
 * it imports. Without it everything works, only slower: a failure is none.
 */
export async function compileLibrary(executable: string, signal: AbortSignal): Promise<void> {
  await captureOutput({
    argv: [executable, '-I', '-S', '-c', program],
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
    timeoutMs,
    signal,
  });
}
