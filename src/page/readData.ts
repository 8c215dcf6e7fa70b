import type { PackedData } from '../report/html/packData.ts';
import { unpackData } from '../report/html/packData.ts';
import type { PageData } from '../report/html/pageData.ts';
import { byId } from './element.ts';

/** What the page knows, unpacked. */
export async function readData(): Promise<PageData> {
  const packed = Uint8Array.from(atob(byId('data').textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  // It was written together with this program.
  return unpackData((await new Response(stream).json()) as PackedData);
}
