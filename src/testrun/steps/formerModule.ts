/**
 * What brings a module that Pythons, or the environments made by them, used to have up to 3.11. setuptools has
 * `pkg_resources` up to 81, and brings `distutils`.
 */
const broughtBy: ReadonlyMap<string, string> = new Map([
  ['distutils', 'setuptools'],
  ['pip', 'pip'],
  ['pkg_resources', 'setuptools<81'],
  ['setuptools', 'setuptools'],
  ['wheel', 'wheel'],
]);

/** What left the standard library, by the first Python without it (PEP 594 and "What's New"), and what brings it back. */
const goneSince: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
  '3.8': { macpath: undefined },
  '3.9': { _dummy_thread: undefined, dummy_threading: undefined },
  '3.11': { binhex: undefined },
  '3.12': {
    asynchat: 'pyasynchat',
    asyncore: 'pyasyncore',
    imp: 'zombie-imp',
    smtpd: 'standard-smtpd',
  },
  '3.13': {
    aifc: 'standard-aifc',
    audioop: 'audioop-lts',
    cgi: 'legacy-cgi',
    cgitb: 'legacy-cgi',
    chunk: 'standard-chunk',
    crypt: undefined,
    imghdr: 'standard-imghdr',
    lib2to3: undefined,
    mailcap: 'standard-mailcap',
    msilib: undefined,
    nis: undefined,
    nntplib: 'standard-nntplib',
    ossaudiodev: undefined,
    pipes: 'standard-pipes',
    sndhdr: 'standard-sndhdr',
    spwd: undefined,
    sunau: 'standard-sunau',
    telnetlib: 'standard-telnetlib',
    uu: 'standard-uu',
    xdrlib: 'standard-xdrlib',
  },
};

/** Since when, and the way out, where one of the missing modules is such a one. */
export function formerModuleHint(missing: readonly string[]): string | undefined {
  for (const module of missing) {
    const [top = module] = module.split('.');
    const requirement = broughtBy.get(top);
    if (requirement !== undefined) {
      return `environments had \`${top}\` up to Python 3.11, but this release does not require it: \`--with "${requirement}"\` adds it`;
    }
    const [since, gone] =
      Object.entries(goneSince).find(([, each]) => Object.hasOwn(each, top)) ?? [];
    if (since !== undefined) {
      const backport = gone?.[top];
      const wayOut = backport === undefined ? '' : `: \`--with ${backport}\` brings it back`;
      return `\`${top}\` left the standard library with Python ${since}${wayOut}`;
    }
  }
  return undefined;
}
