import type { EntryPoint } from '../model/storedWheel.ts';

/** A script that calls an entry point and exits with what it returns (entry-points specification). Runs on Python 2.7 too. */
export function launcherText(python: string, { module, attribute }: EntryPoint): string {
  const imported = attribute.split('.')[0] ?? attribute;
  return [
    firstLine(python),
    '# -*- coding: utf-8 -*-',
    'import sys',
    `from ${module} import ${imported}`,
    "if __name__ == '__main__':",
    `    sys.exit(${attribute}())`,
    '',
  ].join('\n');
}

/** A wheel's own script whose first line, `#!python...`, is replaced by one that names the environment's Python. */
export function scriptBytes(python: string, source: Buffer): Buffer {
  const end = source.indexOf('\n');
  const rest = end === -1 ? Buffer.alloc(0) : source.subarray(end + 1);
  return Buffer.concat([Buffer.from(`${firstLine(python)}\n`), rest]);
}

// What Linux read before 5.1; a longer line is cut silently or refused, and a space ends the path.
const longestLine = 127;

/**
 * `#!` and the interpreter; where the kernel would not understand that, lines that are a command for `/bin/sh` and
 * an empty statement for Python (as distlib writes them).
 */
function firstLine(python: string): string {
  const plain = `#!${python}`;
  if (Buffer.byteLength(plain) < longestLine && !/\s/.test(python)) {
    return plain;
  }
  // Single quotes: in double ones the shell's escapes would be invalid escapes of Python's string.
  const quoted = python.replaceAll("'", String.raw`'\''`);
  return `#!/bin/sh\n'''exec' '${quoted}' "$0" "$@"\n' '''`;
}
