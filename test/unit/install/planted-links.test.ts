import { lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FarendConfig } from '../../../src/config/farend-config.ts';
import { writeWish } from '../../../src/divert/divert-wish.ts';
import { putFile } from '../../../src/enforcement/files/put-file.ts';
import { writeWhole } from '../../../src/install/steps/write-whole.ts';
import { createScratchDirectory, type ScratchDirectory } from '../../support/scratch-directory.ts';

const OWN = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

const writers = {
  'an installation': {
    planted: '.farend.conf.new',
    file: 'farend.conf',
    write: (file: string) => writeWhole(file, Buffer.from('new'), { mode: 0o644, ...OWN }),
  },
  'the policy': {
    planted: '.farend.conf.new',
    file: 'farend.conf',
    write: (file: string) => putFile(file, Buffer.from('new')),
  },
  'farend divert on': {
    planted: 'divert.json.new',
    file: 'divert.json',
    write: (file: string) =>
      writeWish({ state: join(file, '..'), run: '/nowhere' } as FarendConfig, {
        from: [],
        except: [],
        since: 0,
      }),
  },
};

let scratch: ScratchDirectory;

beforeEach(() => {
  scratch = createScratchDirectory('planted-links');
});

afterEach(() => scratch.remove());

it.each(Object.entries(writers))(
  '%s is led to no other file by a link that somebody has put in the way',
  async (_, { planted, file, write }) => {
    const victim = join(scratch.path, 'shadow');
    writeFileSync(victim, 'precious', { mode: 0o600 });
    symlinkSync(victim, join(scratch.path, planted));

    await write(join(scratch.path, file));

    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(statSync(victim).mode & 0o777).toBe(0o600);
    expect(lstatSync(join(scratch.path, file)).isFile()).toBe(true);
  },
);
