// The spec reporter, and after it one line `N passed, N failed` that a machine can read.
import { Readable } from 'node:stream';
import { spec } from 'node:test/reporters';
import type { TestEvent } from 'node:test/reporters';

export default async function* closing(
  source: AsyncIterable<TestEvent>,
): AsyncGenerator<string, void> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  async function* counted(): AsyncGenerator<TestEvent, void> {
    for await (const event of source) {
      if (event.type === 'test:summary' && event.data.file === undefined) {
        const { tests, passed, skipped, todo } = event.data.counts;
        counts.passed = passed;
        counts.skipped = skipped;
        counts.failed = tests - passed - skipped - todo;
      }
      yield event;
    }
  }
  for await (const chunk of Readable.from(counted()).pipe(new spec())) {
    yield String(chunk);
  }
  if (counts.passed + counts.failed === 0) {
    process.exitCode = 1;
  }
  yield `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}
