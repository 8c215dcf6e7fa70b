/** What varies from run to run, by name: `{ root: '/tmp/spip-x1', run: 'k3f9a1b2' }` makes `<root>` and `<run>`. */
export type Known = Readonly<Record<string, string>>;

/** A whole output with everything that varies replaced: known values, times, dates, digests, ports, process ids. */
export function normalise(text: string, known: Known = {}): string {
  return replaceKnown(text, known)
    .replaceAll(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z| UTC)?/g, '<date>')
    .replaceAll(/\b\d+ h \d\d min\b|\b\d+ min \d\d s\b|\b\d+\.\d+ s\b/g, '<time>')
    .replaceAll(/("(?:cpu_)?seconds": )[\d.]+/g, '$1<time>')
    .replaceAll(/("max_rss_bytes": )\d+/g, '$1<bytes>')
    .replaceAll(/\b[0-9a-f]{64}\b|\b[0-9a-f]{40}\b/g, '<hash>')
    .replaceAll(/(127\.0\.0\.1|localhost|\[::1\]):\d+/g, '$1:<port>')
    .replaceAll(/\bpid \d+\b/g, 'pid <pid>');
}

/** Only the known values replaced: `{ root: '/tmp/spip-x1' }` makes `<root>`. */
export function replaceKnown(text: string, known: Known): string {
  return (
    Object.entries(known)
      // The longest first: one may lie inside another.
      .toSorted(([, a], [, b]) => b.length - a.length)
      .reduce((result, [name, value]) => result.replaceAll(value, `<${name}>`), text)
  );
}
