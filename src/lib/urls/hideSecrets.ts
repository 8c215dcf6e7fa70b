import { showUrl } from './showUrl.ts';

/**
 * Text for people with the secrets of all URLs hidden that stand in it, as `showUrl` does it: a literal between
 * backticks counts as a whole, outside of them a URL ends at white space.
 */
export function hideSecrets(text: string): string {
  // Most texts have no URL.
  if (!text.includes(':/')) {
    return text;
  }
  return text.replaceAll(literalOrWord, (part, literal: string | undefined) => {
    if (!part.includes(':/')) {
      return part;
    }
    return literal === undefined ? showUrl(part) : `\`${showUrl(literal)}\``;
  });
}

const literalOrWord = /`([^`]*)`|[^`\s]+/g;
