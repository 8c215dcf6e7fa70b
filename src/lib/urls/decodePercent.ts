/** A part of a URL without its escapes; where one of them is none, all of it stays as it is. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
