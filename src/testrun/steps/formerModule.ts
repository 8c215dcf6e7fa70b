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

/** The way out where one of the missing modules is such a one. */
export function formerModuleHint(missing: readonly string[]): string | undefined {
  for (const module of missing) {
    const [top = module] = module.split('.');
    const requirement = broughtBy.get(top);
    if (requirement !== undefined) {
      return `environments had \`${top}\` up to Python 3.11, but this release does not require it: \`--with "${requirement}"\` adds it`;
    }
  }
  return undefined;
}
