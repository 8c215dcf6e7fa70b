import { closeSync, readFileSync, readdirSync } from 'node:fs';
import { isErrno } from '../lib/isErrno.ts';

/** `O_CLOEXEC` in the flags of `/proc/self/fdinfo`, in octal: everything that Node opens itself has it. */
const closedOnExec = 0o2_000_000;

const standard = 3;

type Stdio = 'ignore' | 'pipe' | number | undefined;

/**
 * The descriptors of a child, with one of its own in the place of each that whoever started this process had open and
 * that it would find open: Node closes only the first sixteen of these.
 */
export function withoutInherited(stdio: readonly Stdio[], own: Stdio): Stdio[] {
  inherited ??= replaceable(openOnExec());
  const all = [...stdio];
  for (const descriptor of inherited.filter((each) => each >= stdio.length)) {
    all[descriptor] = own;
  }
  return Array.from(all, (each) => each ?? 'ignore');
}

/** Looked for once: what this process opens itself is closed in its children. */
let inherited: readonly number[] | undefined;

/** What lies above the limit of open files has no place in a child's table: it is closed here, and so nobody finds it. */
function replaceable(descriptors: readonly number[]): readonly number[] {
  const limits = descriptors.length === 0 ? '' : readFileSync('/proc/self/limits', 'utf8');
  const limit = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  descriptors.filter((each) => each >= limit).forEach((each) => closeSync(each));
  return descriptors.filter((each) => each < limit);
}

function openOnExec(): readonly number[] {
  try {
    return readdirSync('/proc/self/fd')
      .map(Number)
      .filter((descriptor) => descriptor >= standard && staysOpen(descriptor));
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      return [];
    }
    throw error;
  }
}

function staysOpen(descriptor: number): boolean {
  try {
    const info = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8');
    const flags = /^flags:\s*(\d+)$/m.exec(info)?.[1] ?? '0';
    return (Number.parseInt(flags, 8) & closedOnExec) === 0;
  } catch (error) {
    // It was the one that the folder was listed with.
    if (isErrno(error, 'ENOENT')) {
      return false;
    }
    throw error;
  }
}
