const plurals = {
  entry: 'entries',
  run: 'runs',
  folder: 'folders',
  environment: 'environments',
  cell: 'cells',
  cause: 'causes',
  row: 'rows',
  change: 'changes',
};

/** `1 entry`, `12 entries`. */
export function countOf(count: number, word: keyof typeof plurals): string {
  return `${count} ${count === 1 ? word : plurals[word]}`;
}
