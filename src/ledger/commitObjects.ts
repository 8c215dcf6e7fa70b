import { allEnded } from '../lib/allEnded.ts';
import { gitBlob, gitCommit, gitTree } from './gitObject.ts';
import type { GitObject } from './gitObject.ts';
import { environmentRefs, writeRef } from './refs.ts';
import type { ObjectPlace } from './writeObject.ts';
import { writeObject } from './writeObject.ts';

export interface BaseSpec {
  /** `base/<interpreter>`. */
  readonly branch: string;
  /** Describes the bare environment; holds no path of a machine. */
  readonly text: string;
}

export interface EnvironmentSpec {
  /** Commit of the base. */
  readonly base: string;
  readonly lockText: string;
  readonly manifestText: string;
}

/** A commit, everything that it needs, and the ref that keeps it. */
export interface CommitObjects {
  /** Full name, for example `refs/heads/base/x`. */
  readonly ref: string;
  readonly commit: string;
  readonly objects: readonly GitObject[];
}

/** The root commit of a base branch, with one file that describes the bare environment. */
export function baseObjects({ branch, text }: BaseSpec): CommitObjects {
  const blob = gitBlob(text);
  const tree = gitTree([{ name: 'interpreter', id: blob.id }]);
  const commit = gitCommit({ tree: tree.id, parents: [], message: branch });
  return { ref: `refs/heads/${branch}`, commit: commit.id, objects: [blob, tree, commit] };
}

/** The commit of an environment: lock and manifest on top of its base. Equal input gives an equal id on every machine. */
export function environmentObjects(environment: EnvironmentSpec): CommitObjects {
  const lock = gitBlob(environment.lockText);
  const manifest = gitBlob(environment.manifestText);
  const tree = gitTree([
    { name: 'lock.json', id: lock.id },
    { name: 'manifest', id: manifest.id },
  ]);
  const commit = gitCommit({ tree: tree.id, parents: [environment.base], message: 'environment' });
  return {
    ref: `${environmentRefs}${commit.id}`,
    commit: commit.id,
    objects: [lock, manifest, tree, commit],
  };
}

/** Objects first, then the ref: whoever sees the ref can read all of it. */
export async function writeCommit(
  { ref, commit, objects }: CommitObjects,
  place: ObjectPlace,
): Promise<void> {
  await allEnded(objects.map((object) => writeObject(object, place)));
  await writeRef({ name: ref, id: commit }, place);
}
