/**
 * The top-level modules that a Python file cannot do without: those of its import statements that nothing guards, which
 * begin a line. Names that begin with an underscore are left out.
 */
export function importedModules(text: string): readonly string[] {
  const names = new Set<string>();
  for (const [, list = '', from = ''] of text.matchAll(importLine)) {
    for (const part of from === '' ? list.split(',') : [from]) {
      const name = /^\s*([A-Za-z]\w*)/.exec(part)?.[1];
      if (name !== undefined) {
        names.add(name);
      }
    }
  }
  return [...names];
}

const importLine = /^(?:import[ \t]+([\w., \t]+)|from[ \t]+([A-Za-z][\w.]*)[ \t]+import\b)/gm;

/** Modules of the standard library that an interpreter may hold in itself, and those of other systems. */
export const builtinModules: ReadonlySet<string> = new Set(
  (
    'array atexit audioop binascii builtins cmath errno faulthandler fcntl gc grp itertools marshal math mmap msvcrt ' +
    'nt posix pwd resource select signal spwd sys syslog termios time unicodedata winreg winsound zlib'
  ).split(' '),
);
