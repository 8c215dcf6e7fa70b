#!/usr/bin/env node
// Plain JavaScript, so that an old Node reaches the message below instead of a syntax error: names that it does not
// export and operators that it does not know would be one.
import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(
    `error: Expected Node 24.15 or newer, found ${process.versions.node} at ${process.execPath}\n` +
      'hint: `pip install spip-matrix` brings the Node that it needs, and so does `npm ci` in a clone of spip\n',
  );
  process.exitCode = 2;
} else {
  // Disk access is spread over libuv's pool, whose default of 4 threads is too few for linking.
  process.env['UV_THREADPOOL_SIZE'] = process.env['UV_THREADPOOL_SIZE'] || '16';
  module.enableCompileCache();
  // In a variable: a literal would pull the build into the type check.
  const built = '../dist/cli.js';
  void import(built).then((/** @type {typeof import('../src/cli.ts')} */ cli) =>
    cli.main(process.argv.slice(2)),
  );
}
