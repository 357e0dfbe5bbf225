// Compiles the load generator where that is needed.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** Compiles sip-load into `directory` unless it is there, from just these sources; returns its path. */
export function buildSipLoad(directory: string): string {
  const sources = globSync(['sip-load.c', 'sip-load/*.c'], { cwd: import.meta.dirname });
  const headers = globSync('sip-load/*.h', { cwd: import.meta.dirname });
  const target = join(directory, `sip-load-${digest([...sources, ...headers])}`);
  if (existsSync(target)) return target;
  mkdirSync(directory, { recursive: true });
  const fresh = `${target}.${process.pid}`;
  const flags = ['-O2', '-Wall', '-Wextra', '-std=gnu11', '-D_GNU_SOURCE', '-o', fresh];
  execFileSync(findCompiler(), [...flags, ...sources], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  renameSync(fresh, target);
  return target;
}

function digest(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(readFileSync(join(import.meta.dirname, file)));
  return hash.digest('hex').slice(0, 12);
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
