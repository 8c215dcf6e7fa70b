import { open } from 'node:fs/promises';

/** Whether a file is a script of a version manager, whose answer depends on the folder it is started in. */
export async function isShimScript(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    return head.startsWith('#!') && handsOver.test(head);
  } finally {
    await file.close();
  }
}

// `exec "/home/me/.pyenv/libexec/pyenv" exec "$program" "$@"` and its like.
const handsOver = /\b(?:pyenv|asdf|mise|rtx)["']?\s+(?:exec|x)\b/;
