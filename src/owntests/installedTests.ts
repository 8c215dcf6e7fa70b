/**
 * The folders of tests that the release installs inside of its packages, outermost ones only, as paths in site-packages.
 * Only folders with files of tests in them count: `jinja2/tests.py` is no suite, and neither is a folder of helpers.
 *
 * @param installed paths in site-packages
 * @param name what such a folder is called; one called `test` may as well be what a package offers to the tests of others
 */
export function installedTests(
  installed: readonly string[],
  isTest: (path: string) => boolean,
  name = /^_?tests$/,
): readonly string[] {
  const folders = new Set<string>();
  for (const path of installed.filter(isTest)) {
    const parts = path.split('/');
    // A top-level `tests` is there by mistake: it is that of whichever release was installed last.
    const at = parts.findIndex(
      (part, index) => index > 0 && index < parts.length - 1 && name.test(part),
    );
    if (at !== -1) {
      folders.add(parts.slice(0, at + 1).join('/'));
    }
  }
  return [...folders].toSorted();
}
