/** How a store file comes into an environment: as the same inode, as a copy that shares blocks, or as a plain copy. */
export type LinkMode = 'hardlink' | 'reflink' | 'copy';
