import type { PackageSelection } from '../model/runInfo.ts';
import { paint } from './paint.ts';
import type { Look } from './runReport.ts';

/** The package and how many of its releases were chosen: `colorama  16 of 63 releases`. */
export function selectionText(selection: PackageSelection, look: Look): string {
  const { bold, dim } = paint(look);
  const chosen = selection.versions.length;
  const count =
    chosen === selection.available
      ? chosen === 1
        ? '1 release'
        : `all ${chosen} releases`
      : `${chosen} of ${selection.available} releases`;
  return `${bold(selection.package)}  ${dim(count)}`;
}
