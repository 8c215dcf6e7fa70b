const schemes = ['purelib', 'platlib', 'headers', 'scripts', 'data'] as const;

/** What the folders in a wheel's `.data` folder are for (binary-distribution-format). */
export type DataScheme = (typeof schemes)[number];

/** What a wheel's `.data` folder says of a file in it; `undefined` for all other files. */
export function dataPath(
  path: string,
): { readonly scheme: DataScheme; readonly rest: string } | undefined {
  const [top = '', name, ...rest] = path.split('/');
  const scheme = schemes.find((each) => each === name);
  return top.endsWith('.data') && scheme !== undefined && rest.length > 0
    ? { scheme, rest: rest.join('/') }
    : undefined;
}

/**
 * Where a file of a wheel lands in site-packages (binary-distribution-format); `undefined` for what lands elsewhere, and
 * for metadata.
 */
export function pathInSitePackages(path: string): string | undefined {
  const data = dataPath(path);
  if (data !== undefined) {
    return data.scheme === 'purelib' || data.scheme === 'platlib' ? data.rest : undefined;
  }
  return /^[^/]*\.dist-info\//.test(path) ? undefined : path;
}

/**
 * The module that a file is: `x` for `x.py`, `x.so`, `x.abi3.so`, `x.cpython-311-x86_64-linux-gnu.so`, `x.cp311-win_amd64.pyd`,
 * and for `x.pyc` without its source beside it.
 */
export function moduleName(file: string): string | undefined {
  return /^([^.]+)(?:\.pyc?|(?:\.(?:abi3|cpython-|pypy|cp3|pp3)[^.]*)?\.(?:so|pyd))$/.exec(
    file,
  )?.[1];
}
