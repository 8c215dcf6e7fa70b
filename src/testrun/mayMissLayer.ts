import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { StepResult } from './stepResult.ts';
import type { TestPlan } from './testPlan.ts';

/** A failure that took less costs little to look at again, whatever it says. */
const cheapSeconds = 5;

const readOnly = /read-?only|errno 30|unable to open|permission denied/i;

/** Whether these steps may have failed because nothing can be written to their environment. */
export async function mayMissLayer(
  { runFolder }: Pick<TestPlan, 'runFolder'>,
  results: readonly StepResult[],
): Promise<boolean> {
  const failed = results.filter(
    ({ verdict, log }) =>
      log !== undefined && (verdict?.state === 'fail' || verdict?.state === 'blocked'),
  );
  for (const { seconds, log = '' } of failed) {
    if (seconds < cheapSeconds || (await saysReadOnly(join(runFolder, log)))) {
      return true;
    }
  }
  return false;
}

async function saysReadOnly(log: string): Promise<boolean> {
  const stream = createReadStream(log);
  try {
    for await (const line of createInterface({ input: stream })) {
      if (readOnly.test(line)) {
        return true;
      }
    }
    return false;
  } catch {
    return false;
  } finally {
    stream.destroy();
  }
}
