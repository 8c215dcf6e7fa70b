export type Verbosity = 'quiet' | 'normal' | 'verbose';
