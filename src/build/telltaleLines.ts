import { stripVTControlCharacters } from 'node:util';

const atMost = 5;
const longest = 300;

/** Exceptions at the end of a traceback, errors of compilers, linkers and distutils. */
const telltales = [
  /^(?:\w+\.)*\w*(?:Error|Exception|Exit|Interrupt|NotFound|Failed)\b(?::|$)/,
  /\b(?:fatal )?error: /i,
  /\bcommand .* failed with exit (?:status|code) \d+/,
  /: undefined reference to |cannot find -l/,
  /^ERROR\b/,
];

/** The few lines of a build log that say what went wrong: the last errors, else simply the last lines. */
export function telltaleLines(log: string): readonly string[] {
  const lines = stripVTControlCharacters(log)
    .split(/\r?\n|\r/)
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '' && !line.startsWith('== '));
  const telling = lines.filter((line) => telltales.some((telltale) => telltale.test(line)));
  const chosen = telling.length > 0 ? [...new Set(telling)].slice(-atMost) : lines.slice(-3);
  return chosen.map((line) => {
    const clean = line.trim().replaceAll(/\p{Cc}/gu, ' ');
    return clean.length > longest ? `${clean.slice(0, longest)}...` : clean;
  });
}
