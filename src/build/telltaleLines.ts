import { stripVTControlCharacters } from 'node:util';

const atMost = 5;
const atMostOfCompiler = 3;
const longest = 300;

/** Exceptions at the end of a traceback, errors of compilers, linkers and distutils. */
const telltales = [
  /^(?:\w+\.)*\w*(?:Error|Exception|Exit|Interrupt|NotFound|Failed)\b(?::|$)/,
  /\b(?:fatal )?error: /i,
  /\bcommand .* failed with exit (?:status|code) \d+/,
  /: undefined reference to |cannot find -l/,
  /^ERROR\b/,
];

/** `src/x.c:12:10: fatal error: Python.h: No such file or directory`. */
const compilerError = /^\S.*:\d+(?::\d+)?: (?:fatal )?error: /;

/**
 * The few lines of a build log that say what went wrong in its last section: the first errors of a compiler, for the
 * later ones follow from them; else the last errors; else simply the last lines.
 */
export function telltaleLines(log: string): readonly string[] {
  const lines = lastSection(stripVTControlCharacters(log).split(/\r?\n|\r/))
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '');
  const compiler = distinct(lines.filter((line) => compilerError.test(line)));
  const telling = distinct(
    lines.flatMap((line, at) =>
      telltales.some((telltale) => telltale.test(line)) ? [...sourceOf(lines, at), line] : [],
    ),
  );
  return chosenOf(compiler, telling, lines).map((line) => {
    const clean = line
      .trim()
      .replaceAll(/\p{Cc}/gu, ' ')
      .replace(whereImported, '$1');
    return clean.length > longest ? `${clean.slice(0, longest)}...` : clean;
  });
}

/** The place of the module is noise, and another one for each Python. */
const whereImported = /^(ImportError: cannot import name .*) \(\/\S*\)$/;

function chosenOf(
  compiler: readonly string[],
  telling: readonly string[],
  lines: readonly string[],
): readonly string[] {
  if (compiler.length > 0) {
    return compiler.slice(0, atMostOfCompiler);
  }
  return telling.length > 0 ? telling.slice(-atMost) : lines.slice(-3);
}

/** What each hook prints stands below a line of its own, `== build_wheel of setuptools.build_meta`. */
function lastSection(lines: readonly string[]): readonly string[] {
  return lines.slice(lines.findLastIndex((line) => line.startsWith('== ')) + 1);
}

/** The line of code that Python shows above a SyntaxError, with the marks that point into it left out. */
function sourceOf(lines: readonly string[], at: number): readonly string[] {
  const isMarked = /^\s*[~^]+$/.test(lines[at - 1] ?? '');
  const source = lines[at - 2];
  const isSyntax = /^(?:SyntaxError|IndentationError|TabError)\b/.test(lines[at] ?? '');
  return isSyntax && isMarked && source !== undefined ? [source] : [];
}

function distinct(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)];
}
