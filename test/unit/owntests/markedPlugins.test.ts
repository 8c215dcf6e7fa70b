import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markedPlugins } from '../../../src/owntests/markedPlugins.ts';

test('tests that are coroutines need the plugin that their mark names; other marks name none', () => {
  const text = [
    '@pytest.mark.asyncio(loop_scope="module")',
    'async def test_a(): ...',
    'marks = [pytest.mark.asyncio, pytest.mark.trio]',
    '@pytest.mark.parametrize("x", [1])',
    '@pytest.mark.asyncio_like',
  ].join('\n');
  assert.deepEqual(markedPlugins(text), ['pytest_asyncio', 'pytest_trio']);
  assert.deepEqual(markedPlugins('import asyncio'), []);
});
