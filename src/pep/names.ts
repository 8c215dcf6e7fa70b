const separators = /[-_.]+/g;
const valid = /^(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9])$/;
const alreadyNormal = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** The one spelling of a project or extra name that all comparisons use (PEP 503, PEP 685): `Foo._Bar` is `foo-bar`. */
export function normaliseName(name: string): string {
  return alreadyNormal.test(name) ? name : name.replace(separators, '-').toLowerCase();
}

/** Whether the text is a project or extra name: ASCII letters, digits, `.`, `_`, `-`, the last three only inside (PEP 508). */
export function isValidName(name: string): boolean {
  return valid.test(name);
}
