import { rename } from 'node:fs/promises';
import { unfinishedPath } from '../cache/runFolders.ts';
import { makeFolder } from '../lib/files/makeFolder.ts';
import { isMissing } from '../lib/isErrno.ts';
import type { DistFile } from '../model/distFile.ts';
import type { Sourced } from '../model/settings.ts';
import { saveAnswer } from './downloadFile.ts';
import type { HttpResponse } from './http/httpClient.ts';

/** Files that a server sent whole where a part was asked for: whoever wants one next need not fetch it. */
export class WholeFiles {
  readonly #temporary: string | undefined;
  readonly #fileLimit: Sourced<number>;
  readonly #paths = new Map<string, string>();

  /** Without a folder for unfinished files nothing is kept. */
  constructor(temporary: string | undefined, fileLimit: Sourced<number>) {
    this.#temporary = temporary;
    this.#fileLimit = fileLimit;
  }

  /** Keeps the body of an answer with status 200; whether it did. Errors as of a download. */
  async keep(file: DistFile, response: HttpResponse): Promise<boolean> {
    if (this.#temporary === undefined) {
      return false;
    }
    makeFolder(this.#temporary);
    const destination = unfinishedPath(this.#temporary);
    await saveAnswer(response, { file, destination, fileLimit: this.#fileLimit });
    this.#paths.set(file.url, destination);
    return true;
  }

  /** Moves a kept file to where it is wanted, once; whether there was one. */
  async take({ url }: DistFile, destination: string): Promise<boolean> {
    const path = this.#paths.get(url);
    this.#paths.delete(url);
    if (path === undefined) {
      return false;
    }
    try {
      await rename(path, destination);
      return true;
    } catch (error) {
      if (isMissing(error)) {
        return false;
      }
      throw error;
    }
  }
}
