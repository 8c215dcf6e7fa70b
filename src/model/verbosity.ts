/** How much is told. */
export type Verbosity = 'quiet' | 'normal' | 'verbose';
