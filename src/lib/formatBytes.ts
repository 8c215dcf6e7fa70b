const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size for people, in powers of 1000: `0 B`, `812 B`, `4.1 kB`, `34.5 MB`, `120 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const text = unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1);
  return `${text} ${units[unit] ?? ''}`;
}
