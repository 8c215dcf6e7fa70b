/** A file in the cell's home to which a tool or an import that is none of the environment's is written. */
export const evidenceName = '.spip-evidence';
