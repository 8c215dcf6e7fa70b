import assert from 'node:assert/strict';
import { test } from 'node:test';
import { correctBuildText } from '../../../../src/pythons/provision/correctBuildText.ts';

for (const [what, text, corrected] of [
  ['a prefix', "'prefix': '/install',", "'prefix': '/p/3.14.0',"],
  ['paths in it', "'-L/install/lib /install/include'", "'-L/p/3.14.0/lib /p/3.14.0/include'"],
  ['a line of pkgconfig', 'prefix=/install\n', 'prefix=/p/3.14.0\n'],
  ['other paths', "'/x/install /installed /install-x'", "'/x/install /installed /install-x'"],
  ['a compiler with options', "'CC': 'clang -pthread',", "'CC': 'cc -pthread',"],
  ['that of another machine', "'/usr/bin/aarch64-linux-gnu-gcc -O2'", "'cc -O2'"],
  ['that of musl', "'LDSHARED': 'musl-clang -shared'", "'LDSHARED': 'cc -shared'"],
  ['that of C++', "'CXX': 'clang++ -pthread'", "'CXX': 'c++ -pthread'"],
  ['the archiver', "'AR': '/tools/llvm/bin/llvm-ar'", "'AR': 'ar'"],
  ['names that only look so', "'clang-format gcc_x libgcc'", "'clang-format gcc_x libgcc'"],
  ['an option of one debugger', "'-g -fdebug-default-version=4 -O2'", "'-g -O2'"],
  ['a folder of Apple', "'-O2 -isysroot /Applications/Xcode.app/x -g'", "'-O2 -g'"],
  ['a variable of make', 'CC=\tclang\nCXX= clang++', 'CC=\tcc\nCXX= c++'],
] as const) {
  test(`${what} in what a Python says of its build`, () => {
    assert.equal(correctBuildText(text, '/p/3.14.0'), corrected);
  });
}
