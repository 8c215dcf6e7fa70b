import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CellRecord, RunRecord } from '../../src/model/record.ts';
import { worldOf } from './distributions.ts';
import type { ServedFile } from './indexPages.ts';
import { startIndexServer } from './indexServer.ts';
import type { IndexServer, IndexServerOptions } from './indexServer.ts';
import { Rig } from './rig.ts';
import type { CliOptions, CliResult, StartedCli } from './rig.ts';
import { validateSchema } from './validateSchema.ts';
import type { Schema } from './validateSchema.ts';

/** A text is split at spaces. */
export type CommandLine = string | readonly string[];

export interface MatrixResult extends CliResult {
  /** What `--json` wrote, held against the schema. */
  readonly record: RunRecord;
  /** `<package> <version>` -> `state/reason`, in the order of the record. */
  readonly verdicts: Readonly<Record<string, string>>;
  /** The only cell of this release. */
  cell(release: string): CellRecord;
}

/** The real CLI in a home of its own, with an index on loopback that holds a few made-up files. */
export class IndexedRig implements AsyncDisposable {
  readonly rig: Rig;
  readonly server: IndexServer;

  private constructor(rig: Rig, server: IndexServer) {
    this.rig = rig;
    this.server = server;
  }

  static async open(
    files: readonly ServedFile[],
    options: IndexServerOptions = {},
    env: CliOptions['env'] = {},
  ): Promise<IndexedRig> {
    const server = await startIndexServer(worldOf(files), options);
    return new IndexedRig(await Rig.open({ SPIP_INDEX_URL: server.url, ...env }), server);
  }

  /** Runs `spip ARGS` to its end, alone; it must leave nothing behind. */
  async run(args: CommandLine, options?: CliOptions): Promise<CliResult> {
    const result = await this.rig.run(wordsOf(args), options);
    this.rig.assertNothingLeft();
    return result;
  }

  /** Runs `spip ARGS`, which must be refused before anything runs, in a sentence: that. */
  async refused(args: CommandLine, options?: CliOptions): Promise<string> {
    const { status, stdout, stderr } = await this.run(args, options);
    assert.deepEqual([status, stdout], [2, ''], stderr);
    assert.doesNotMatch(stderr, /bug in spip|\n {4}at /);
    return stderr;
  }

  spawn(args: CommandLine, options?: CliOptions): StartedCli {
    return this.rig.spawn(wordsOf(args), options);
  }

  /** Runs `spip matrix ARGS` with a record. The run must come to its end. */
  async matrix(args: CommandLine, options?: CliOptions): Promise<MatrixResult> {
    return await this.recorded(['matrix', ...wordsOf(args)], options);
  }

  /** The same for any command with a record; what stands behind `--` stays there. */
  async recorded(args: CommandLine, options?: CliOptions): Promise<MatrixResult> {
    const path = join(this.rig.root, 'record.json');
    await rm(path, { force: true });
    const [command = '', ...rest] = wordsOf(args);
    const words = [command, '--json', path, ...rest];
    const result = await this.run(words, options);
    const text = await readFile(path, 'utf8').catch(() => {
      assert.fail(`No record was written: ${JSON.stringify(result)}`);
    });
    const record = await readRecord(text);
    assert.equal(record.run.exit_status, result.status);
    return { ...result, ...lookInto(record) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.rig.close();
    } finally {
      await this.server.close();
    }
  }
}

/** A record as a value, held against the schema that users have. */
export async function readRecord(text: string): Promise<RunRecord> {
  const value: unknown = JSON.parse(text);
  const schema = JSON.parse(await readFile(schemaPath, 'utf8')) as Schema;
  assert.deepEqual(validateSchema(value, schema), []);
  return value as RunRecord;
}

const schemaPath = join(import.meta.dirname, '../../docs/report.schema.json');

function wordsOf(args: CommandLine): readonly string[] {
  return typeof args === 'string' ? args.split(' ') : args;
}

function lookInto(record: RunRecord): Pick<MatrixResult, 'record' | 'verdicts' | 'cell'> {
  const { cells } = record;
  return {
    record,
    verdicts: Object.fromEntries(
      cells.map((cell) => [`${cell.package} ${cell.version}`, `${cell.state}/${cell.reason}`]),
    ),
    cell: (release) => {
      const found = cells.filter((cell) => `${cell.package} ${cell.version}` === release);
      const [only] = found;
      assert.ok(only !== undefined && found.length === 1, `${found.length} cells of ${release}`);
      return only;
    },
  };
}
