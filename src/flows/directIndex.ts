/** Stands as the index of files that a direct reference names. */
export const directIndex = 'a direct reference';
