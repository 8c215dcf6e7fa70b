/** Modules of the plugins without which pytest skips or fails what a file of tests marks for them: coroutines. */
export function markedPlugins(text: string): readonly string[] {
  const marks = [...text.matchAll(/\bpytest\.mark\.(asyncio|trio)\b/g)].map(([, mark]) => mark);
  return [...new Set(marks)].map((mark) => `pytest_${mark}`);
}
