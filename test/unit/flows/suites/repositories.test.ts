import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repositoriesIn, tagsOf } from '../../../../src/flows/suites/repositories.ts';

test('only known hosts of repositories are asked, each place once', () => {
  const metadata = [
    'Name: thing',
    'Home-page: https://thing.example/',
    'Project-URL: Source, https://github.com/me/thing.git',
    'Project-URL: Issues, https://github.com/me/thing/issues',
    'Project-URL: Funding, https://github.com/sponsors/me',
    'Project-URL: Evil, file:///etc',
    'Project-URL: Inside, http://169.254.169.254/a/b',
    'Project-URL: Option, https://github.com/--upload-pack=x/y z',
    'Project-URL: Other, https://gitlab.com/we/thing-2#readme',
    '',
    'Home-page: https://github.com/of/description',
  ].join('\n');
  assert.deepEqual(repositoriesIn(metadata), [
    'https://github.com/me/thing',
    'https://gitlab.com/we/thing-2',
  ]);
});

test('tags are looked for as projects call them', () => {
  assert.deepEqual(tagsOf('thing', '1.2').slice(0, 3), ['v1.2', '1.2', 'thing-1.2']);
});
