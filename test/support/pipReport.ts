import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Names of the files that pip would install for a requirement, sorted. */
export type ChosenFiles = readonly string[];

/** One version of pip in a folder of its own: the bundled ones do not know today's wheels. */
export async function installPip(python: string, version: string, folder: string): Promise<string> {
  const target = await mkdtemp(join(folder, 'pip-'));
  await run(python, ['-m', 'pip', 'install', '-q', '--target', target, `pip==${version}`], {
    maxBuffer: 2 ** 26,
  });
  return target;
}

export interface PipQuestion {
  readonly python: string;
  /** Folder that holds pip. */
  readonly pip: string;
  readonly requirement: string;
  /** For downloads of a pip that has no `--report`. */
  readonly folder: string;
}

/** What pip chooses: by `--dry-run --report` where it can, else by downloading. */
export async function pipChoice(question: PipQuestion): Promise<ChosenFiles> {
  const { python, pip, requirement } = question;
  const env = { ...process.env, PYTHONPATH: pip };
  const options = { env, maxBuffer: 2 ** 28 };
  const { stdout: version } = await run(python, ['-m', 'pip', '--version'], options);
  const major = Number(/^pip (\d+)/.exec(version)?.[1]);
  if (major >= 23) {
    const { stdout } = await run(
      python,
      [
        '-m',
        'pip',
        'install',
        '-q',
        '--dry-run',
        '--ignore-installed',
        '--report',
        '-',
        requirement,
      ],
      options,
    );
    return reportedFiles(stdout);
  }
  await mkdir(question.folder, { recursive: true });
  // pip 20 can resolve, but does so by itself only from 3.0 on.
  const resolver = major === 20 ? ['--use-feature=2020-resolver'] : [];
  const args = ['-m', 'pip', 'download', '-q', ...resolver, '-d', question.folder, requirement];
  await run(python, args, options);
  return (await readdir(question.folder)).toSorted();
}

function reportedFiles(text: string): ChosenFiles {
  const report = JSON.parse(text.slice(text.indexOf('{'))) as {
    readonly install: readonly { readonly download_info: { readonly url: string } }[];
  };
  return report.install
    .map(({ download_info: { url } }) => decodeURIComponent(url.slice(url.lastIndexOf('/') + 1)))
    .toSorted();
}
