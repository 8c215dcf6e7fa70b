import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { groupByVersion } from '../../../src/pep/groupByVersion.ts';
import { compareVersions, parseVersion } from '../../../src/pep/version.ts';
import { parts, textOf } from './arbitraries.ts';

test('a group is what compares equal; groups come newest first', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(parts, fc.nat({ max: 2 }))), (list) => {
      const files = list.map(([version, zeros]) => {
        const release = [...version.release, ...Array.from({ length: zeros }, () => 0)];
        return { version: parseVersion(textOf({ ...version, release })), uploadTime: undefined };
      });
      const groups = groupByVersion(files);
      assert.equal(groups.flatMap((group) => group.files).length, files.length);
      for (const [index, group] of groups.entries()) {
        assert.ok(
          group.files.every(({ version }) => compareVersions(version, group.version) === 0),
        );
        const next = groups[index + 1];
        assert.ok(next === undefined || compareVersions(group.version, next.version) > 0);
      }
    }),
  );
});
