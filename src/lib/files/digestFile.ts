import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Lower-case hex digest of a file, read in pieces. */
export async function digestFile(path: string, algorithm = 'sha256'): Promise<string> {
  const digest = createHash(algorithm);
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), digest);
  return digest.digest('hex');
}
