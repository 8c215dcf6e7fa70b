/**
 * Where a file of a wheel lands in site-packages (binary-distribution-format); `undefined` for what lands elsewhere, and
 * for metadata.
 */
export function pathInSitePackages(path: string): string | undefined {
  const [top = '', scheme, ...rest] = path.split('/');
  if (top.endsWith('.data')) {
    return scheme === 'purelib' || scheme === 'platlib' ? rest.join('/') : undefined;
  }
  return top.endsWith('.dist-info') ? undefined : path;
}

/** The module that a file is: `x` for `x.py`, `x.so`, `x.abi3.so`, `x.cpython-311-x86_64-linux-gnu.so`, `x.cp311-win_amd64.pyd`. */
export function moduleName(file: string): string | undefined {
  return /^([^.]+)(?:\.py|(?:\.(?:abi3|cpython-|pypy|cp3|pp3)[^.]*)?\.(?:so|pyd))$/.exec(file)?.[1];
}
