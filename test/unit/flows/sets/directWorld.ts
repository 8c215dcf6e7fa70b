import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openDirect } from '../../../../src/flows/sets/openDirect.ts';
import type { DirectRelease, DirectSurroundings } from '../../../../src/flows/sets/openDirect.ts';
import type { WheelBuilder } from '../../../../src/flows/sets/wheelBuilder.ts';
import type { DistFile } from '../../../../src/model/distFile.ts';
import type { Interpreter } from '../../../../src/model/interpreter.ts';
import { parseDirectReference } from '../../../../src/pep/directReference.ts';
import { parseMetadata } from '../../../../src/pep/metadata.ts';
import { ownGit } from '../../../support/gitRepository.ts';
import type { ServedFile } from '../../../support/indexPages.ts';
import { port } from '../../../support/port.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';
import { smallFacilities } from '../smallFacilities.ts';
import type { SmallFacilities } from '../smallFacilities.ts';
import { testContext } from '../testContext.ts';

export const oldPython = madeUpInterpreter({ version: '3.9.1' });
export const betaPython = madeUpInterpreter({ version: '3.13.0b1' });
/** What is installed; the newest final one is 3.12.2. */
export const installedPythons = [oldPython, madeUpInterpreter({ version: '3.12.2' }), betaPython];

export interface DirectWorld extends SmallFacilities {
  /** Where the command runs. */
  readonly cwd: string;
  readonly surroundings: DirectSurroundings;
  /** Writes a file below `cwd`; returns its URL. */
  readonly write: (path: string, content: string | Uint8Array) => Promise<string>;
  readonly open: (text: string, interpreter?: Interpreter) => Promise<DirectRelease>;
  /** What the backend was asked about, with which Python. */
  readonly asked: readonly string[];
}

/** A place to open direct references in, with these files somewhere on the net; backends prepare this metadata. */
export async function directWorld(
  t: TestContext,
  given: {
    readonly files?: readonly ServedFile[];
    readonly metadata?: string;
    readonly pythons?: readonly Interpreter[];
  } = {},
): Promise<DirectWorld> {
  const small = await smallFacilities(t, given.files, given.pythons ?? installedPythons);
  const { context, root } = await testContext(t, { env: ownGit(small.folder) });
  const asked: string[] = [];
  const builder = port<WheelBuilder>({
    metadataOf: async (file: DistFile, interpreter: Interpreter) => {
      asked.push(`${file.filename} ${interpreter.version}`);
      const { metadata } = given;
      return await Promise.resolve(metadata === undefined ? undefined : parseMetadata(metadata));
    },
  });
  const surroundings = { facilities: small.facilities, builder, context };
  const cwd = join(root, 'project');
  return {
    ...small,
    cwd,
    surroundings,
    asked,
    write: async (path, content) => {
      const full = join(cwd, path);
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, content);
      return pathToFileURL(full).href;
    },
    open: (text, interpreter) => {
      const reference = parseDirectReference(text);
      assert.ok(reference);
      return openDirect(reference, { ...surroundings, interpreter });
    },
  };
}
