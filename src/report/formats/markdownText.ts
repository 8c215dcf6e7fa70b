import { plainLine, plainText } from '../plainText.ts';

/** Text of any origin in one line of Markdown, also in a table: a code span, in which nothing is markup, link or mention. */
export function codeSpan(text: string): string {
  const line = plainLine(text).trim();
  if (line === '') {
    return '';
  }
  const fence = fenceFor(line, 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  // A table is cut at bars before code is looked for, and takes the backslash away.
  return `${fence}${space}${line.replaceAll('|', String.raw`\|`)}${space}${fence}`;
}

/** Lines of any origin as a block of Markdown. */
export function codeBlock(text: string): string {
  const fence = fenceFor(text, 3);
  return `${fence}text\n${plainText(text).trimEnd()}\n${fence}\n`;
}

/** What cannot be mistaken stands as it is: names, versions and Pythons. */
export function named(text: string): string {
  return /^[A-Za-z0-9]+(?:[.+!-][A-Za-z0-9]+)*$/.test(text) && !/^www\./i.test(text)
    ? text
    : codeSpan(text);
}

/** Longer than any within. */
function fenceFor(text: string, least: number): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  return '`'.repeat(Math.max(least, longest + 1));
}
