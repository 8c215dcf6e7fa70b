/** What `--format json` prints. */
export function jsonText(answer: object): string {
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}
