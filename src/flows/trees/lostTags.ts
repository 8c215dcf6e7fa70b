import { treeGit } from './treeGit.ts';
import { TreeTops } from './treeTops.ts';

/**
 * The tool that is to tell the version of a source tree by the tags of its repository, where it will not find any: the tree
 * is a folder below the top of that, and is packed alone. `undefined`: nothing is lost.
 *
 * @throws SpipError `invalid-requirement` for a file that cannot be read
 */
export async function lostTags(
  tree: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const texts = await Promise.all(['pyproject.toml', 'setup.py'].map((name) => read(tree, name)));
  const tool = asksGit.exec(texts.join('\n'))?.[0];
  // An unpacked sdist says there what its version is.
  if (tool === undefined || (await read(tree, 'PKG-INFO')) !== '') {
    return undefined;
  }
  const prefix = await treeGit(tree, ['rev-parse', '--show-prefix'], env);
  return prefix === undefined || prefix.trim() === '' ? undefined : tool;
}

/** As requirements of builds and tables of settings spell them. */
const asksGit =
  /\b(?:setuptools[-_]scm|vcs[-_]versioning|hatch[-_]vcs|flit[-_]scm|poetry-dynamic-versioning|uv-dynamic-versioning|setuptools[-_]git[-_]versioning|versioningit|versioneer|dunamai)\b/;

/** Empty where there is none, or a link. */
async function read(tree: string, name: string): Promise<string> {
  using tops = new TreeTops(tree);
  using place = tops.place({ top: tree, path: name });
  const text = place?.stats()?.isFile() === true ? await place.read() : undefined;
  return text?.toString() ?? '';
}
