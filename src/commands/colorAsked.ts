/**
 * What `--color` on a command line means for the terminal, as the variables that everybody knows. The line is read for it before
 * anything else is: whatever is wrong with it is told in colour, or without.
 */
export function colorAsked(argv: readonly string[]): Readonly<Record<string, string>> {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const at = words.findLastIndex((word) => word === '--color' || word.startsWith('--color='));
  const word = words[at];
  const value = word === '--color' ? words[at + 1] : word?.slice('--color='.length);
  switch (value) {
    case 'always':
      return { NO_COLOR: '', FORCE_COLOR: '1' };
    case 'never':
      return { NO_COLOR: '1' };
    default:
      return {};
  }
}
