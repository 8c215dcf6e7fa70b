/** Where python-build-standalone has its builds believe that they lie. */
const builtAt = /(?<=^|['"\s=:]|-[A-Z])\/install(?=[/'"\s:\\]|$)/gm;

/** What it is built with, as a whole word: compilers and tools of its makers that are on no other machine. */
const tools: readonly (readonly [RegExp, string])[] = [
  [word(String.raw`clang\+\+|g\+\+`), 'c++'],
  [word('clang|gcc'), 'cc'],
  [word('llvm-ar'), 'ar'],
  [/ ?-fdebug-default-version=4(?=[\s'"]|$)/g, ''],
  [/ ?-isysroot [^\s'"]+/g, ''],
];

/**
 * What a file of a Python says of its build (`_sysconfigdata`, `Makefile`, `*.pc`), made true of where it lies: `sysconfig` tells
 * the path to builds of extensions, and the name of a compiler that this machine has.
 */
export function correctBuildText(text: string, prefix: string): string {
  const moved = text.replaceAll(builtAt, () => prefix);
  return tools.reduce((said, [wrong, right]) => said.replaceAll(wrong, right), moved);
}

/** A program, with or without the folder that it lay in and the machine that it was built on. */
function word(names: string): RegExp {
  return new RegExp(
    String.raw`(?<=^|[\s'"=])(?:/[\w.+/-]*/)?(?:(?:x86_64|aarch64)-[\w-]+-|musl-)?(?:${names})(?=[\s'"]|$)`,
    'gm',
  );
}
