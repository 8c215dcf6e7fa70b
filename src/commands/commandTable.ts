import type { Command } from './command.ts';

export interface CommandEntry {
  /** As typed: `matrix`, `python list`. */
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** The commands in the order of the help. A module is loaded when its command is named. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'matrix',
    summary: 'Test releases of packages on the Pythons of this machine',
    load: () => import('./matrix.ts'),
  },
  {
    name: 'test',
    summary: 'Test the working tree on all its Pythons',
    load: () => import('./test.ts'),
  },
  {
    name: 'lock',
    summary: 'Print the exact set of packages that requirements resolve to',
    load: () => import('./lock.ts'),
  },
  {
    name: 'python list',
    summary: 'List the Pythons of this machine',
    load: () => import('./pythonList.ts'),
  },
  {
    name: 'python find',
    summary: 'Print the path of the Python that a request means',
    load: () => import('./pythonFind.ts'),
  },
  {
    name: 'python install',
    summary: 'Install Pythons, for spip alone',
    load: () => import('./pythonInstall.ts'),
  },
  {
    name: 'python uninstall',
    summary: 'Remove Pythons that spip has installed',
    load: () => import('./pythonUninstall.ts'),
  },
  { name: 'runs', summary: 'List earlier runs', load: () => import('./runs.ts') },
  {
    name: 'show',
    summary: 'Show an earlier run, or one of its cells',
    load: () => import('./show.ts'),
  },
  {
    name: 'replay',
    summary: 'Run a cell of an earlier run again, and compare',
    load: () => import('./replay.ts'),
  },
  {
    name: 'shell',
    summary: 'Open a shell in a cell of an earlier run',
    load: () => import('./shell.ts'),
  },
  {
    name: 'report',
    summary: 'Write an earlier run as a page, JUnit, CTRF, Markdown, JSON or a badge',
    load: () => import('./report.ts'),
  },
  {
    name: 'serve',
    summary: 'Show earlier runs in a browser, and how packages fared over time',
    load: () => import('./serve.ts'),
  },
  {
    name: 'compare',
    summary: 'Show what became better or worse between two runs',
    load: () => import('./compare.ts'),
  },
  {
    name: 'diff',
    summary: 'Show how two environments differ',
    load: () => import('./diff.ts'),
  },
  {
    name: 'cache info',
    summary: 'Show what the cache holds and what could go',
    load: () => import('./cacheInfo.ts'),
  },
  {
    name: 'cache verify',
    summary: 'Check the digests of everything in the cache',
    load: () => import('./cacheVerify.ts'),
  },
  {
    name: 'cache clean',
    summary: 'Remove things from the cache',
    load: () => import('./cacheClean.ts'),
  },
  {
    name: 'cache trim',
    summary: 'Make the cache small enough for a CI service',
    load: () => import('./cacheTrim.ts'),
  },
  {
    name: 'gc',
    summary: 'Remove old runs and environments that no run needs',
    load: () => import('./gc.ts'),
  },
  {
    name: 'completion',
    summary: 'Print what makes Tab complete in bash, zsh or fish',
    load: () => import('./completion.ts'),
  },
  { name: 'man', summary: 'Print the manual page', load: () => import('./man.ts') },
];
