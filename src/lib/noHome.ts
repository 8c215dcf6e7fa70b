/** Stands as the home of a user who has none: nothing is ever below it, and nothing can be made there. */
export const noHome = '/dev/null';
