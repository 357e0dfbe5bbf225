// Compiles the load generator where that is needed.

import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Compiles sip-load into `directory` unless it is newer than its sources; returns its path. */
export function buildSipLoad(directory: string): string {
  const sources = globSync(['sip-load.c', 'sip-load/*.c'], { cwd: import.meta.dirname });
  const headers = globSync('sip-load/*.h', { cwd: import.meta.dirname });
  const target = join(directory, 'sip-load');
  mkdirSync(directory, { recursive: true });
  const newest = Math.max(...[...sources, ...headers].map(modifiedAt));
  if ((statSync(target, { throwIfNoEntry: false })?.mtimeMs ?? 0) > newest) return target;
  const args = ['-O2', '-Wall', '-Wextra', '-std=gnu11', '-D_GNU_SOURCE', '-o', target, ...sources];
  execFileSync(findCompiler(), args, { cwd: import.meta.dirname, stdio: 'inherit' });
  return target;
}

function modifiedAt(source: string): number {
  return statSync(join(import.meta.dirname, source)).mtimeMs;
}

function findCompiler(): string {
  const compiler = ['cc', 'gcc', 'clang'].find(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
  );
  if (compiler !== undefined) return compiler;
  throw new Error(
    'no C compiler for the load generator: install gcc (Debian: apt-get install gcc libc6-dev)',
  );
}
