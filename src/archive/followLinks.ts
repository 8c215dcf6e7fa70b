/** What stands at a path of an archive, as far as it matters on the way to another. */
interface Standing {
  readonly kind: string;
  /** Of a symbolic link, as it is written. */
  readonly target: string;
}

/** Where a path of an archive leads: `outside` of it, or in a `circle` of links. */
type Way = { readonly kind: 'outside' } | { readonly kind: 'circle' } | InsideWay;

interface InsideWay {
  readonly kind: 'inside';
  /** Relative, clean; '' for the archive's top. */
  readonly path: string;
  /** How many links stood on it, its end included. */
  readonly links: number;
  /** Whether one of them stood before its end. */
  readonly isThrough: boolean;
}

/** As many as Linux follows. */
const mostLinks = 40;

/** Follows a relative path through the symbolic links of an archive, by its entries alone. */
export function followLinks(path: string, find: (path: string) => Standing | undefined): Way {
  const ahead = path.split('/');
  const place: string[] = [];
  let links = 0;
  let isThrough = false;
  for (let segment = ahead.shift(); segment !== undefined; segment = ahead.shift()) {
    if (segment === '' || segment === '.') {
      continue;
    }
    if (segment === '..') {
      if (place.pop() === undefined) {
        return { kind: 'outside' };
      }
      continue;
    }
    place.push(segment);
    const standing = find(place.join('/'));
    if (standing?.kind !== 'symlink') {
      continue;
    }
    links += 1;
    if (links > mostLinks) {
      return { kind: 'circle' };
    }
    isThrough ||= ahead.some((each) => each !== '' && each !== '.');
    place.pop();
    ahead.unshift(...standing.target.split('/'));
  }
  return { kind: 'inside', path: place.join('/'), links, isThrough };
}
