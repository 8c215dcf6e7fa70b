import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { BrotliDecompress, Gunzip, Inflate } from 'node:zlib';
import { SpipError } from '../../lib/spipError.ts';
import type { HttpResponse } from './httpClient.ts';
import { tooLarge } from './answerLimits.ts';
import { IncompleteBody } from './requestProblem.ts';
import { showUrl } from '../../lib/urls/showUrl.ts';

/** What `readBody` can undo, for `Accept-Encoding`. */
export const acceptedEncodings = 'gzip, br, deflate';

/** The whole body, decompressed. Throws `IncompleteBody` if it is shorter than promised. */
export async function readBody(response: HttpResponse): Promise<Buffer> {
  return await gathered(bodyPieces(response));
}

/** The same piece by piece, for bodies that may be large; that it is too short comes out at its end. */
export async function* bodyPieces(response: HttpResponse): AsyncGenerator<Uint8Array, void> {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') {
    yield* received(response);
    return;
  }
  const decode = decoders[encoding];
  if (decode === undefined) {
    throw new SpipError(
      'index-unreachable',
      `Expected one of \`${acceptedEncodings}\` as encoding of \`${showUrl(response.url)}\`: \`${encoding}\``,
    );
  }
  // Whole before it is decompressed, so that a broken connection is never taken for broken data.
  const packed = await gathered(received(response));
  yield* unpacked(packed, decode(), response);
}

async function* received(response: HttpResponse): AsyncGenerator<Uint8Array, void> {
  const promised = Number(response.headers['content-length'] ?? 0);
  assertSize(promised, response);
  let got = 0;
  for await (const chunk of response.body) {
    got += chunk.length;
    assertSize(got, response);
    yield chunk;
  }
  if (got < promised) {
    throw new IncompleteBody(got, promised);
  }
}

type Decoder = Gunzip | BrotliDecompress | Inflate;

const chunkSize = 2 ** 16;

const decoders: Readonly<Record<string, () => Decoder>> = {
  gzip: () => createGunzip({ chunkSize }),
  'x-gzip': () => createGunzip({ chunkSize }),
  br: () => createBrotliDecompress({ chunkSize }),
  deflate: () => createInflate({ chunkSize }),
};

async function* unpacked(
  packed: Buffer,
  decoder: Decoder,
  response: HttpResponse,
): AsyncGenerator<Uint8Array, void> {
  let got = 0;
  decoder.end(packed);
  const chunks = decoder.iterator() as AsyncIterable<Uint8Array>;
  try {
    for await (const chunk of chunks) {
      got += chunk.length;
      assertSize(got, response);
      response.assertOpen();
      yield chunk;
    }
  } catch (error) {
    if (error instanceof SpipError) {
      throw error;
    }
    const encoding = response.headers['content-encoding'] ?? '';
    throw new SpipError(
      'index-unreachable',
      `Failed to decompress \`${showUrl(response.url)}\` (\`${encoding}\`)`,
      { cause: error },
    );
  }
}

async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of pieces) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function assertSize(bytes: number, { url, limit }: HttpResponse): void {
  if (bytes > limit.bytes) {
    throw tooLarge(url, limit);
  }
}
