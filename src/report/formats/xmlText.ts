import { plainText } from '../plainText.ts';

/** Text of any origin as the content of an XML element or of an attribute in double quotes. */
export function xmlText(text: string): string {
  return plainText(text)
    .replaceAll(noCharacter, '\uFFFD')
    .replaceAll(/[&<>"'\n\t]/g, (character) => entities[character] ?? character);
}

// XML 1.0 (5th edition), 2.2: of what `plainText` leaves, these alone are no characters.
const noCharacter = /[\uFFFE\uFFFF]/g;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // In an attribute they would be read as spaces.
  '\n': '&#10;',
  '\t': '&#9;',
};
