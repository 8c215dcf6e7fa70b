import type { CustomTest } from '../../model/cellJob.ts';

/** The command line of the custom step, with the paths as seen from inside the cell. */
export function customArgv(
  custom: CustomTest,
  { python, cwd }: { readonly python: string; readonly cwd: string },
): readonly string[] {
  if (custom.kind === 'script') {
    return [python, `${cwd}/${custom.name}`, ...custom.args];
  }
  const text = custom.text
    .replaceAll('{python}', () => quoteForShell(python))
    .replaceAll('{tests}', () => quoteForShell(custom.tests ?? '.'));
  return ['/bin/sh', '-c', text];
}

/** The Python of this machine that a command starts by its path, whatever it then runs. */
export function pythonByPath(custom: CustomTest): string | undefined {
  return custom.kind === 'script' ? undefined : startedPython.exec(custom.text)?.[1];
}

/** At the start of a command, behind programs that start another one. */
const startedPython =
  /(?:^|[;&|(\n]|\b(?:env|exec|nice|time|xargs|timeout +\S+))\s*(?:\w+=\S*\s+)*(\/(?:\S*\/)?(?:python|pypy)[\d.]*)(?=\s|$)/;

/** How messages name the custom step. */
export function customTitle(custom: CustomTest): string {
  return custom.kind === 'script' ? custom.name : custom.text;
}

function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
