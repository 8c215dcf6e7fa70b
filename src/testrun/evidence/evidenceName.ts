/** A file in the cell's home to which a tool or an import that is none of the environment's is written. */
export const evidenceName = '.spip-evidence';

/** Beside it: a file that is there as soon as a module under test came from the environment. */
export const takenName = `${evidenceName}-taken`;
