import { stripVTControlCharacters } from 'node:util';

const maxLength = 300;

/** Text of a program, fit for one line of a message: no control characters, no line breaks, not too long. */
export function oneLine(text: string): string {
  // Escape sequences first, or their printable rest would stay.
  const clean = stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, ' ')
    .trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength)}...` : clean;
}

/** The last line that says anything. */
export function lastLine(text: string): string {
  return (
    text
      .split('\n')
      .map(oneLine)
      .findLast((line) => line !== '') ?? ''
  );
}
