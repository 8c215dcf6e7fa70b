/** What `--format json` prints. */
export function toJson(answer: object): string {
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}
