import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FreshRoot } from './freshRoot.ts';
import type { RootAnswer } from './freshRoot.ts';

const file = join(import.meta.dirname, '../../Dockerfile');

interface DockerStep {
  /** In capitals. */
  readonly instruction: string;
  readonly text: string;
}

/** The steps of the Dockerfile of this repository, each on one line. */
function dockerSteps(): readonly DockerStep[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, instruction = '', text = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? assert.fail(line);
      return { instruction, text };
    });
}

/** What `docker build` is given. */
export interface DockerBuild {
  /** The folder that `COPY` copies from. */
  readonly context: string;
  /** `--build-arg` */
  readonly args: Readonly<Record<string, string>>;
  /** What the machine needs to reach its registries. */
  readonly env: Readonly<Record<string, string>>;
}

export interface DockerLayer {
  readonly step: string;
  /** What the image has grown by. */
  readonly megabytes: number;
  readonly seconds: number;
}

/** The image of the Dockerfile, made by its own steps below a fresh root, without Docker. */
export class DockerImage implements Disposable {
  readonly #root: FreshRoot;
  readonly #build: DockerBuild;
  readonly #variables: Record<string, string> = {};
  readonly layers: DockerLayer[] = [];
  #user = 'root';
  #cwd = '/';
  #entry: readonly string[] = [];

  private constructor(root: FreshRoot, build: DockerBuild) {
    this.#root = root;
    this.#build = build;
  }

  /** `prepare` gets the folder of the image before its first step. */
  static build(build: DockerBuild, prepare: (root: string) => void): DockerImage {
    const [from, ...steps] = dockerSteps();
    const suite = /^debian:([a-z]+)-slim$/.exec(from?.text ?? '')?.[1];
    assert.ok(from?.instruction === 'FROM' && suite !== undefined, 'expected an image of Debian');
    const started = performance.now();
    const image = new DockerImage(FreshRoot.open(suite), build);
    try {
      image.#note(`FROM ${from.text}`, { started, before: 0 });
      prepare(image.#root.path);
      for (const step of steps) {
        const since = { started: performance.now(), before: image.#size() };
        image.#make(step);
        image.#note(`${step.instruction} ${step.text}`, since);
      }
    } catch (error) {
      image[Symbol.dispose]();
      throw error;
    }
    return image;
  }

  /** `docker run`: `namespaces` stands for `--security-opt seccomp=unconfined`. */
  run(args: readonly string[], { namespaces }: { readonly namespaces: boolean }): RootAnswer {
    return this.#shell([...this.#entry, ...args].map((word) => `'${word}'`).join(' '), namespaces);
  }

  /** Runs a command in what the image is by now, as if it were one more step of it. */
  asRoot(command: string): void {
    const user = this.#user;
    this.#user = 'root';
    this.#make({ instruction: 'RUN', text: command });
    this.#user = user;
  }

  [Symbol.dispose](): void {
    this.#root[Symbol.dispose]();
  }

  #note(step: string, since: { readonly started: number; readonly before: number }): void {
    this.layers.push({
      step,
      megabytes: (this.#size() - since.before) / 1e6,
      seconds: (performance.now() - since.started) / 1000,
    });
  }

  #size(): number {
    const said = execFileSync('du', ['-s', '-B1', this.#root.path], { encoding: 'utf8' });
    return Number.parseInt(said, 10);
  }

  #make({ instruction, text }: DockerStep): void {
    switch (instruction) {
      case 'RUN': {
        const { status, stdout, stderr } = this.#shell(text, false);
        assert.equal(status, 0, `RUN ${text}\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
        break;
      }
      case 'COPY':
        this.#copy(text.split(/ +/));
        break;
      case 'ARG': {
        const [, name = '', standard = ''] = /^(\w+)=(.*)$/.exec(text) ?? assert.fail(text);
        this.#variables[name] = this.#build.args[name] ?? standard;
        break;
      }
      case 'USER':
        this.#user = text;
        break;
      case 'WORKDIR':
        this.#cwd = text;
        break;
      case 'ENTRYPOINT':
        this.#entry = JSON.parse(text) as readonly string[];
        break;
      case 'CMD':
        break;
      default:
        assert.fail(`Expected a step that this knows, found ${instruction}`);
    }
  }

  #copy(words: readonly string[]): void {
    const sources = words
      .slice(0, -1)
      .flatMap((pattern) => globSync(pattern, { cwd: this.#build.context }));
    const target = words.at(-1) ?? '';
    assert.ok(sources.length > 0 && target.endsWith('/'), `COPY ${words.join(' ')}`);
    const folder = join(this.#root.path, target);
    mkdirSync(folder, { recursive: true });
    for (const source of sources) {
      cpSync(join(this.#build.context, source), join(folder, basename(source)), {
        recursive: true,
      });
    }
  }

  #shell(command: string, namespaces: boolean): RootAnswer {
    const home = this.#user === 'root' ? '/root' : `/home/${this.#user}`;
    return this.#root.run(command, {
      user: `${this.#user}:`,
      cwd: this.#cwd,
      env: { HOME: home, ...this.#build.env, ...this.#variables },
      namespaces,
    });
  }
}
