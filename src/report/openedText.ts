import type { RunRecord } from '../model/record.ts';

/** What cells had of the machine that they do not have by themselves: `network host, variables A, B`; '' for nothing. */
export function openedText({ sandbox, doors }: RunRecord['run']): string {
  const { network, variables, mounts } = doors;
  return [
    ...(network === 'loopback' || sandbox === 'none' ? [] : [`network ${network}`]),
    ...(variables.length === 0 ? [] : [`variables ${variables.join(', ')}`]),
    ...(mounts.length === 0 ? [] : [`mounts ${mounts.join(', ')}`]),
  ].join('; ');
}
