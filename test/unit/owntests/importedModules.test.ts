import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importedModules } from '../../../src/owntests/importedModules.ts';

test('modules that a file cannot do without: guarded, relative and private ones are none', () => {
  const text = [
    'import os, hypothesis.strategies as st , six',
    'from yaml.nodes import Node',
    'from . import sibling',
    'from .helper import x',
    'import _private',
    'try:',
    '    import numpy',
    'except ImportError:',
    '    numpy = None',
    'imported = "import quoted"',
    'from numpy_like import (',
    '    a,',
    ')',
  ].join('\n');
  assert.deepEqual(importedModules(text), ['os', 'hypothesis', 'six', 'yaml', 'numpy_like']);
});
