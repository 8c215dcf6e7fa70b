import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { SpipError } from '../lib/spipError.ts';
import type { HttpResponse } from './httpClient.ts';
import { IncompleteBody } from './requestProblem.ts';
import { showUrl } from './showUrl.ts';

/** What `readBody` can undo, for `Accept-Encoding`. */
export const acceptedEncodings = 'gzip, br, deflate';

/** The largest page or metadata file that is read, in bytes; the largest real one has some 40 MB. */
const maxBytes = 256 * 2 ** 20;

/** The whole body, decompressed. Throws `IncompleteBody` if it is shorter than promised. */
export async function readBody(response: HttpResponse): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let got = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk);
    got += chunk.length;
    if (got > maxBytes) {
      throw tooLarge(response);
    }
  }
  const expected = Number(response.headers['content-length'] ?? got);
  if (got < expected) {
    throw new IncompleteBody(got, expected);
  }
  return decompressed(Buffer.concat(chunks), response);
}

const decoders: Readonly<
  Record<string, (bytes: Buffer, o: { maxOutputLength: number }) => Promise<Buffer>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  deflate: promisify(inflate),
};

async function decompressed(bytes: Buffer, response: HttpResponse): Promise<Buffer> {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') {
    return bytes;
  }
  const decode = decoders[encoding];
  if (decode === undefined) {
    throw new SpipError(
      'index-unreachable',
      `Expected one of \`${acceptedEncodings}\` as encoding of \`${showUrl(response.url)}\`: \`${encoding}\``,
    );
  }
  try {
    return await decode(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) {
      throw tooLarge(response);
    }
    throw new SpipError(
      'index-unreachable',
      `Failed to decompress \`${showUrl(response.url)}\` (\`${encoding}\`)`,
      { cause: error },
    );
  }
}

function tooLarge(response: HttpResponse): SpipError {
  return new SpipError(
    'index-unreachable',
    `Expected at most ${maxBytes} bytes from \`${showUrl(response.url)}\``,
  );
}
