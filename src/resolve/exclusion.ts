/** Why a release cannot be used here, the first to the last in the order in which files are judged. */
export type Exclusion =
  | { readonly kind: 'newer'; readonly uploaded: string | undefined }
  /** `has` is all that the release has and the policy forbids. */
  | { readonly kind: 'format'; readonly has: 'wheel' | 'sdist' }
  | { readonly kind: 'python'; readonly requiresPython: string }
  /** No wheel fits; `sdist`: whether there is a source distribution that the policy forbids. */
  | { readonly kind: 'tags'; readonly wheels: readonly string[]; readonly sdist: boolean }
  | { readonly kind: 'yanked'; readonly reason: string }
  | { readonly kind: 'metadata'; readonly reason: string }
  | { readonly kind: 'url'; readonly requirement: string };

const order: readonly Exclusion['kind'][] = [
  'newer',
  'format',
  'python',
  'tags',
  'yanked',
  'metadata',
  'url',
];

/** The one that explains more: a file that came further would have been used but for its last obstacle. */
export function furtherExclusion(a: Exclusion | undefined, b: Exclusion): Exclusion {
  return a === undefined || order.indexOf(b.kind) > order.indexOf(a.kind) ? b : a;
}
