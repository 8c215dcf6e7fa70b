import { isErrno } from './isErrno.ts';

/** Whether the error means that a path does not exist. */
export function isMissing(error: unknown): boolean {
  return isErrno(error, 'ENOENT', 'ENOTDIR');
}
