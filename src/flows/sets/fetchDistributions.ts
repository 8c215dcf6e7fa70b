import type { Distribution } from '../../envs/lockText.ts';
import { allEnded } from '../../lib/allEnded.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { Lock } from '../../model/lock.ts';
import type { Store } from '../../store/openStore.ts';
import type { Facilities } from '../run/openFacilities.ts';
import { checkAdvertised } from './checkAdvertised.ts';
import type { WheelBuilder } from './wheelBuilder.ts';

export interface FetchRequest {
  readonly facilities: Pick<Facilities, 'fetch'> & {
    readonly store: Pick<Store, 'wheel'>;
    readonly index: Pick<Facilities['index'], 'metadata'>;
  };
  readonly builder: Pick<WheelBuilder, 'wheelOf'>;
  readonly interpreter: Interpreter;
}

/** Brings every file of a lock into the store: wheels as they are, sdists built. When it ends, also by an error, all of them have. */
export async function fetchDistributions(
  lock: Lock,
  { facilities, builder, interpreter }: FetchRequest,
): Promise<readonly Distribution[]> {
  const { store, index, fetch } = facilities;
  return allEnded(
    lock.packages.map(async (locked): Promise<Distribution> => {
      if (locked.file.kind === 'wheel') {
        const wheel = await store.wheel(locked.file, fetch);
        await checkAdvertised(locked.file, wheel, (file) => index.metadata(file));
        return { locked, wheel };
      }
      return { locked, ...(await builder.wheelOf(locked.file, interpreter)) };
    }),
  );
}
