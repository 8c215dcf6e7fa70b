import { keysOf } from '../lib/keysOf.ts';
import { SpipError } from '../lib/spipError.ts';
import { reportOptions } from '../options/reportOptions.ts';
import type { GivenReports } from '../options/reportOptions.ts';

interface Asked extends GivenReports {
  readonly dryRun: boolean;
  readonly events: boolean;
  readonly open: boolean;
  readonly serve: boolean;
  readonly profile: boolean;
}

/**
 * Reports, events and the page tell of a run, and a plan runs nothing.
 *
 * @throws SpipError `usage`
 */
export function refuseReportsOfPlan(asked: Asked): void {
  const forms = keysOf(reportOptions).filter((form) => asked[form] !== undefined);
  const [first] = [
    ...(['events', 'open', 'serve', 'profile'] as const).filter((name) => asked[name]),
    ...forms,
  ];
  if (asked.dryRun && first !== undefined) {
    throw new SpipError('usage', `Expected either \`--dry-run\` or \`--${first}\`, found both`, {
      hint: 'it tells of a run, and a plan runs nothing',
    });
  }
}
