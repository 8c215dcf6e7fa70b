// What is learned of an sdist lies beside it, in files that are named after it, with the version of their format.

/** Where is kept what an sdist says of itself without a build. */
export function factsBeside(sdist: string): string {
  return `${sdist}.facts-v4.json`;
}

/** Where is kept what a backend prepared; `digest` is that of all that decides it. */
export function metadataBeside(sdist: string, digest: string): string {
  return `${sdist}.metadata-v3-${digest.slice(0, 32)}.json`;
}

/** Whether a file in an sdist's folder is kept beside it, whatever the version, and not the sdist itself. */
export function isBesideSdist(name: string): boolean {
  return /\.json(\..*)?$/.test(name);
}
