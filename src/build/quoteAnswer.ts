const longest = 100;

/** What a backend gave, for messages: short, on one line, whatever it is. */
export function quoteAnswer(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'a list' : 'an object';
  }
  const text = String(value).replaceAll(/[\p{C}\p{Zl}\p{Zp}`]/gu, '?');
  return text.length > longest ? `\`${text.slice(0, longest)}...\`` : `\`${text}\``;
}

/** The first text that would be more than one line of a report, or do something to a terminal. */
export function oddText(texts: readonly string[]): string | undefined {
  return texts.find((text) => /(?!\t)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text.trim()));
}
