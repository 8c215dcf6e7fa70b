import type { FoundTests } from './findTests.ts';
import type { SourceOfModule } from './installableFiles.ts';

/**
 * The same tests where what is installed lies a second time, in the place of its sources: for those that read or start
 * files of these by their path. `undefined` where there is no such place, and where copies lie there already.
 */
export function laidInTree(found: FoundTests): FoundTests | undefined {
  const overlaid = onePlaceEach(found.sources);
  if (found.overlaid.length > 0 || overlaid.length === 0) {
    return undefined;
  }
  if (found.from === 'sdist') {
    return { ...found, overlaid };
  }
  const targets = found.targets.map((target) => {
    const [top = ''] = target.split('/');
    const source = overlaid.find(({ name }) => name === top);
    return source === undefined ? undefined : source.path + target.slice(top.length);
  });
  return targets.every((target) => target !== undefined)
    ? { ...found, from: 'sdist', targets, overlaid }
    : undefined;
}

/** A file of another name, that of an extension, cannot stand in the place of its source. */
function onePlaceEach(sources: readonly SourceOfModule[]): readonly SourceOfModule[] {
  const fitting = sources.filter(({ name, path }) => path === name || path.endsWith(`/${name}`));
  return [...Map.groupBy(fitting, ({ name }) => name).values()].flatMap(([first]) => first ?? []);
}
