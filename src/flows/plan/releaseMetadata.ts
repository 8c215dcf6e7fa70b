import { SpipError } from '../../lib/spipError.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { CoreMetadata } from '../../pep/metadata.ts';
import type { FileRules } from '../../resolve/judgeFile.ts';
import type { EnvironmentResolver } from '../sets/environmentResolver.ts';
import type { Release } from '../sets/groupReleases.ts';
import type { SdistBuilder } from '../sets/sdistBuilder.ts';

interface MetadataReaders {
  readonly interpreters: readonly Interpreter[];
  readonly builder: Pick<SdistBuilder, 'facts'>;
  readonly resolverFor: (interpreter: Interpreter) => EnvironmentResolver;
  /** What may be used of the project: nothing else is fetched. */
  readonly kinds: FileRules['kinds'];
}

/** The release's own metadata, as far as they are known without a build. */
export async function metadataOfRelease(
  { files }: Release,
  { interpreters, builder, resolverFor, kinds }: MetadataReaders,
): Promise<CoreMetadata | undefined> {
  const usable = files.filter(({ kind }) => kinds === 'both' || kinds === kind);
  const file = usable.find(({ kind }) => kind === 'wheel') ?? usable[0];
  const any = interpreters.at(-1);
  if (file === undefined || any === undefined) {
    return undefined;
  }
  try {
    return file.kind === 'wheel'
      ? await resolverFor(any).source.metadata(file)
      : (await builder.facts(file)).metadata;
  } catch (error) {
    if (error instanceof SpipError && error.code !== 'interrupted') {
      // One bad file ends no run: its own cells meet it again, and say so.
      return undefined;
    }
    throw error;
  }
}
