import { AsyncLocalStorage } from 'node:async_hooks';

/** Something that is being made. */
export interface Work<T> {
  readonly result: Promise<T>;
  readonly node: WorkNode;
}

export interface WorkNode {
  /** For people; what has none is left out of what is told. */
  readonly name: string | undefined;
  readonly waitsFor: Set<WorkNode>;
  ended: boolean;
}

/** Thrown where work would wait for itself, however many others lie between. */
export class CircularWork extends Error {
  /** The works of the circle that have a name, each of which waits for the next, and the last for the first. */
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    super(`Expected work that does not wait for itself: ${names.join(', ')}`);
    this.name = 'CircularWork';
    this.names = names;
  }
}

const current = new AsyncLocalStorage<WorkNode>();
const open = new Set<WorkNode>();

/** Begins some work; what `make` and all that it calls waits for counts as what this work waits for. */
export function beginWork<T>(name: string | undefined, make: () => Promise<T>): Work<T> {
  const node: WorkNode = { name, waitsFor: new Set(), ended: false };
  open.add(node);
  const result = current.run(node, make);
  const end = (): void => {
    node.ended = true;
    open.delete(node);
  };
  result.then(end, end);
  return { result, node };
}

/** Waits for work that anybody has begun. Rejects with `CircularWork` in place of waiting for ever. */
export function awaitWork<T>(work: Work<T>): Promise<T> {
  const waiter = current.getStore();
  return waiter === undefined || work.node.ended ? work.result : awaitFor(waiter, work);
}

async function awaitFor<T>(waiter: WorkNode, { result, node }: Work<T>): Promise<T> {
  const way = wayTo(waiter, node);
  if (way !== undefined) {
    throw new CircularWork(namesOf(way));
  }
  waiter.waitsFor.add(node);
  try {
    return await result;
  } finally {
    waiter.waitsFor.delete(node);
  }
}

/** What some work waits for now, directly and through others, as far as it has a name. */
export function waitsOf({ node }: Pick<Work<unknown>, 'node'>): readonly string[] {
  const seen = new Set([node]);
  for (const each of seen) {
    each.waitsFor.forEach((next) => seen.add(next));
  }
  return namesOf([...seen].slice(1));
}

/** All works that have a name and have not ended. */
export function openWorks(): readonly string[] {
  return namesOf([...open]);
}

/** The work that the caller is a part of. */
export function currentWork(): WorkNode | undefined {
  return current.getStore();
}

/** The works from `node` to `target`, both included, each of which waits for the next. */
export function wayTo(
  target: WorkNode,
  node: WorkNode,
  seen = new Set<WorkNode>(),
): readonly WorkNode[] | undefined {
  if (node === target) {
    return [node];
  }
  seen.add(node);
  for (const next of node.waitsFor) {
    const way = seen.has(next) ? undefined : wayTo(target, next, seen);
    if (way !== undefined) {
      return [node, ...way];
    }
  }
  return undefined;
}

/** Work that is begun for another of the same name is one for people. */
export function namesOf(nodes: readonly WorkNode[]): readonly string[] {
  return [...new Set(nodes.flatMap(({ name }) => (name === undefined ? [] : [name])))];
}
