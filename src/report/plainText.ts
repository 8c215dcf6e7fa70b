/**
 * Text of foreign origin made safe for a terminal: control characters, escapes and direction overrides stand as
 * `\x1b`; line ends and tabs stay. CI services that read commands from what is printed read none in it.
 */
export function plainText(text: string): string {
  const plain = notPrintable.test(text)
    ? text.replaceAll('\r\n', '\n').replaceAll(unsafe, escaped)
    : text;
  return plain.replaceAll(ciCommand, escaped);
}

/** The same for what is one line, as a path or a note: whoever put a line end into it began no line of a report. */
export function plainLine(text: string): string {
  return plainText(text).replaceAll('\n', '\\x0a').replaceAll('\t', ' ');
}

/** The same for what may be several lines: those after the first stand further in, where no line of a report begins. */
export function plainBlock(text: string): string {
  return plainText(text).replaceAll('\n', '\n  ');
}

/** The first line that says something, safe for a terminal. */
export function firstLine(text: string): string {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  return plainText(line.trim()).replaceAll('\t', ' ');
}

// Most texts are ASCII, for which this is many times faster.
const notPrintable = /[^\n\t\x20-\x7E]/;

// Everything of categories Cc, Cf (direction marks, zero-width), lone surrogates and line separators.
const unsafe = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

// GitHub Actions: `::command` at the beginning of a line, `##[command]`; Azure: `##vso[command]`; TeamCity.
const ciCommand = /:(?<=^\s*:)(?=:)|#(?=#\w*\[)/gm;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
