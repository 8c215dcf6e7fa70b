/** Stands as name and version of a source tree whose own are not known yet. */
export const unnamedSource = 'source-0';
