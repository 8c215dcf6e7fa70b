import { stripVTControlCharacters } from 'node:util';

/** Columns that a text takes on a terminal; colours take none. */
export function displayWidth(text: string): number {
  if (printableAscii.test(text)) {
    return text.length;
  }
  let width = 0;
  for (const character of stripVTControlCharacters(text)) {
    width += wide.test(character) ? 2 : zero.test(character) ? 0 : 1;
  }
  return width;
}

/** The text followed by spaces up to a width. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** The width of the widest of some texts; 0 if there are none. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0);
}

/** Text without colours cut to a width; the cut is shown. */
export function cutTo(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) {
    return text;
  }
  let kept = '';
  let room = width - displayWidth(ellipsis);
  for (const character of text) {
    room -= displayWidth(character);
    if (room < 0) {
      break;
    }
    kept += character;
  }
  return kept + ellipsis;
}

/** Text without colours shortened to a width in its middle: both ends say more than one. */
export function cutMiddle(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) {
    return text;
  }
  // Spaces behind it are the first to go.
  const own = text.trimEnd();
  if (displayWidth(own) <= width) {
    return padTo(own, width);
  }
  const room = Math.max(0, width - displayWidth(ellipsis));
  const start = cutTo(own, Math.ceil(room / 2), '');
  const end = reversed(cutTo(reversed(own), Math.floor(room / 2), ''));
  return padTo(`${start}${ellipsis}${end}`, width);
}

function reversed(text: string): string {
  return Array.from(text).toReversed().join('');
}

/** Words laid out in lines of at most a width; a word that is longer stands alone. */
export function wrapWords(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

const printableAscii = /^[\x20-\x7E]*$/;
const zero = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;
// East Asian Wide and Fullwidth (UAX 11), by block, and emoji that are drawn as pictures.
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;
