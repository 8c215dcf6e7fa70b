#!/usr/bin/env node
import module from 'node:module';
import { hint, tooOld } from './neededNode.js';

if (tooOld === '') {
  // Disk access is spread over libuv's pool, whose default of 4 threads is too few for linking.
  process.env['UV_THREADPOOL_SIZE'] = process.env['UV_THREADPOOL_SIZE'] || '16';
  module.enableCompileCache();
  // In a variable: a literal would pull the build into the type check.
  const built = '../dist/cli.js';
  void import(built).then((/** @type {typeof import('../src/cli.ts')} */ cli) =>
    cli.main(process.argv.slice(2)),
  );
} else {
  process.stderr.write(`error: ${tooOld}\nhint: ${hint}\n`);
  process.exitCode = 2;
}
