import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAppError } from '../../../../src/base/app-error.ts';
import type { Binding } from '../../../../src/proxy/binding.ts';
import { Bindings } from '../../../../src/proxy/bindings.ts';
import { BindingJournal } from '../../../../src/proxy/state/binding-journal.ts';
import { makeBinding, makeMapped, now } from '../make-binding.ts';

const header = '{"farend":"bindings","version":1}\n';

let directory: string;
let file: string;
let bindings: Bindings;
let journal: BindingJournal;
let trouble: unknown[];
let skipped: number[];
let reader: FileHandle | undefined;

beforeEach(() => {
  // The disk takes as long as it takes: nothing is late before a test says so.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  directory = mkdtempSync(join(tmpdir(), 'farend-journal-'));
  file = join(directory, 'bindings.ndjson');
  bindings = new Bindings();
  trouble = [];
  skipped = [];
  journal = openJournal();
});

afterEach(async () => {
  vi.useRealTimers();
  await journal.stop();
  await reader?.close();
  reader = undefined;
  rmSync(directory, { recursive: true });
});

function openJournal(): BindingJournal {
  return new BindingJournal(directory, bindings, {
    onTrouble: (error) => trouble.push(error),
    onSkipped: (lines) => skipped.push(lines),
  });
}

/** Where a full disk is put in the way of a write. */
interface JournalOnFile {
  readonly file: { readonly handle: { appendFile(text: string): Promise<void> } };
}

/** Records a change and resolves when its answer may go. */
function record(binding: Binding): Promise<void> {
  return new Promise((resolve) => journal.record(binding, resolve));
}

function linesInFile(): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(1, -1);
}

/** Real time passes in the disk, also where the clock is a fake. */
async function untilLines(count: number): Promise<void> {
  while (linesInFile().length < count) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * The next rewriting hangs as on a dead disk: it opens a pipe that nobody reads. A pipe takes no sync, so
 * once the disk goes on that rewriting, and any that still meets the pipe, fails and is made good later.
 */
function hangDisk(): { goOn(): Promise<void> } {
  const pipe = `${file}.new`;
  execFileSync('mkfifo', [pipe]);
  return {
    async goOn() {
      reader = await open(pipe);
      rmSync(pipe);
    },
  };
}

describe('what was recorded is there after a restart', () => {
  it('with every field that counts, and without what only saves work', async () => {
    await journal.start();
    const binding = makeBinding({ instanceId: 'urn:ü\x80', userAgent: 'Zo\xc3\xab "1.0"' });

    const lastMapping = makeMapped('00112233aabbccdd');
    await record({ ...binding, lastMapping, heardAt: now, isWatched: true, reach: 3 });

    expect(await openJournal().load()).toEqual([binding]);
  });

  it('whether the phone is behind NAT, which older journals do not say: then it is', async () => {
    const { behindNat: _, ...old } = makeBinding({ token: 'old' });
    const direct = makeBinding({ token: 'direct', behindNat: false });
    writeFileSync(file, `${header}${JSON.stringify(old)}\n${JSON.stringify(direct)}\n`);

    expect(await openJournal().load()).toEqual([makeBinding({ token: 'old' }), direct]);
  });

  it('the last line of a token counts, in the order of the last changes', async () => {
    await journal.start();
    const one = makeBinding({ token: 'one' });
    const two = makeBinding({ token: 'two' });

    await record(one);
    await record(two);
    await record({ ...one, expiresAt: now + 1 });

    const loaded = await openJournal().load();
    expect(loaded.map(({ token, expiresAt }) => [token, expiresAt])).toEqual([
      ['two', two.expiresAt],
      ['one', now + 1],
    ]);
  });

  it('before the answer goes: the line is in the file when it is released', async () => {
    await journal.start();

    await record(makeBinding({ token: 'one' }));

    expect(linesInFile()).toHaveLength(1);
  });

  it('a refresh, which need not be at once, within a second', async () => {
    await journal.start();

    journal.recordLazily(makeBinding());
    expect(linesInFile()).toEqual([]);
    vi.advanceTimersByTime(1_000);

    await untilLines(1);
  });

  it('a refresh that waits when the journal is stopped', async () => {
    await journal.start();
    journal.recordLazily(makeBinding());

    await journal.stop();

    expect(linesInFile()).toHaveLength(1);
  });
});

it('writes all changes that wait in one go, each binding once', async () => {
  await journal.start();
  const binding = makeBinding({ token: 'same' });

  const first = record(makeBinding({ token: 'first' }));
  const others = Array.from({ length: 50 }, () => record(binding));
  await Promise.all([first, ...others]);

  expect(linesInFile()).toHaveLength(2);
});

it('writes a change that comes when the one before has just been written', async () => {
  await journal.start();

  await record(makeBinding({ token: 'first' }));
  await record(makeBinding({ token: 'second' }));

  expect(linesInFile()).toHaveLength(2);
});

it('keeps its file to itself', async () => {
  await journal.start();

  expect(statSync(file).mode & 0o777).toBe(0o600);
});

describe('loads what it finds', () => {
  it('nothing where there is no file', async () => {
    expect(await journal.load()).toEqual([]);
  });

  it('nothing in an empty file', async () => {
    writeFileSync(file, '');

    expect(await journal.load()).toEqual([]);
  });

  it('all but the last line that a crash has cut, and tells how many it skipped', async () => {
    await journal.start();
    await record(makeBinding({ token: 'one' }));
    await record(makeBinding({ token: 'two' }));
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.slice(0, -20));

    expect((await journal.load()).map(({ token }) => token)).toEqual(['one']);
    expect(skipped).toEqual([1]);
  });

  it.each([
    'null',
    '17',
    '[]',
    '{}',
    '{"token":"x"}',
    JSON.stringify({ ...makeBinding(), flow: undefined }),
    JSON.stringify({ ...makeBinding(), flow: { local: '', remote: { address: 'a' } } }),
    JSON.stringify({ ...makeBinding(), expiresAt: 'soon' }),
    'no JSON',
  ])('all but the line %s', async (line) => {
    writeFileSync(file, `${header}${line}\n${JSON.stringify(makeBinding())}\n`);

    expect(await journal.load()).toHaveLength(1);
    expect(skipped).toEqual([1]);
  });
});

describe('refuses a file', () => {
  it.each([
    ['of a newer farend', '{"farend":"bindings","version":2}\n', 'STATE_TOO_NEW'],
    ['that is no journal', 'hello\n', 'STATE_UNUSABLE'],
    ['of something else', '{"farend":"else","version":1}\n', 'STATE_UNUSABLE'],
    ['without a version', '{"farend":"bindings"}\n', 'STATE_UNUSABLE'],
  ] as const)('%s', async (_, text, code) => {
    writeFileSync(file, text);

    await expect(journal.load()).rejects.toSatisfy((error) => isAppError(error, code));
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('that cannot be read', async () => {
    mkdirSync(file);

    await expect(journal.load()).rejects.toSatisfy((error) => isAppError(error, 'STATE_UNUSABLE'));
  });

  it('that cannot be written', async () => {
    mkdirSync(`${file}.new`);

    await expect(journal.start()).rejects.toSatisfy((error) => isAppError(error, 'STATE_UNUSABLE'));
  });
});

it('writes the journal anew at the start, with every binding', async () => {
  for (let i = 0; i < 2_500; i += 1)
    bindings.add(makeBinding({ token: `t${i}`, aor: `${i}@b` }), now);

  await journal.start();

  const loaded = await openJournal().load();
  expect(loaded.map(({ token }) => token)).toEqual([...bindings.all()].map(({ token }) => token));
});

describe('when the journal has become long', () => {
  /** More lines than the journal suffers beside one binding. */
  const manyLines = 10_050;

  async function grow(): Promise<void> {
    const tokens = Array.from({ length: manyLines }, (_, index) => `t${index}`);
    await Promise.all(tokens.map((token) => record(makeBinding({ token }))));
  }

  it('writes it anew from the bindings', async () => {
    bindings.add(makeBinding({ token: 'kept' }), now);
    await journal.start();

    await grow();

    expect(linesInFile()).toHaveLength(1);
    expect((await openJournal().load()).map(({ token }) => token)).toEqual(['kept']);
    expect(trouble).toEqual([]);
  });

  it('goes on with the long one when it cannot', async () => {
    await journal.start();
    mkdirSync(`${file}.new`);

    await grow();
    await record(makeBinding({ token: 'after' }));

    expect(trouble).toHaveLength(2);
    expect((await openJournal().load()).at(-1)?.token).toBe('after');
  });

  it('holds no answer longer than a second when the disk hangs', async () => {
    await journal.start();
    const disk = hangDisk();

    const held = grow();
    await untilLines(manyLines);
    const alsoHeld = record(makeBinding({ token: 'during' }));
    vi.advanceTimersByTime(999);
    const troubleBefore = trouble.length;
    vi.advanceTimersByTime(1);
    await Promise.all([held, alsoHeld, record(makeBinding({ token: 'passes at once' }))]);
    await disk.goOn();
    const last = makeBinding({ token: 'last' });
    bindings.add(last, now);
    await record(last);
    await journal.stop();

    expect(troubleBefore).toBe(0);
    expect(String(trouble[0])).toContain('did not take a write within 1000 ms');
    expect((await openJournal().load()).map(({ token }) => token)).toEqual(['last']);
  });
});

describe('when the disk hangs at the start', () => {
  it('does not wait for it, and keeps what came meanwhile once it goes on', async () => {
    bindings.add(makeBinding({ token: 'known' }), now);
    const disk = hangDisk();

    const started = journal.start();
    vi.advanceTimersByTime(300);
    await started;
    const early = makeBinding({ token: 'early' });
    bindings.add(early, now);
    await record(early);
    const troubleBefore = trouble.map(String);
    await disk.goOn();
    const late = makeBinding({ token: 'late' });
    bindings.add(late, now);
    await record(late);
    await journal.stop();

    expect(troubleBefore).toEqual([expect.stringContaining('did not take a write within 300 ms')]);
    const loaded = await openJournal().load();
    expect(loaded.map(({ token }) => token)).toEqual(['known', 'early', 'late']);
  });
});

it('after a failed write mends the file with all bindings that it could not keep', async () => {
  await journal.start();
  const lost = makeBinding({ token: 'lost' });
  bindings.add(lost, now);
  const {
    file: { handle },
  } = journal as unknown as JournalOnFile;
  const { appendFile } = handle;
  handle.appendFile = (text) => {
    appendFileSync(file, text.slice(0, 20)); // what a full disk still took
    return Promise.reject(new Error('ENOSPC'));
  };

  await record(lost);
  expect(trouble).toEqual([new Error('ENOSPC')]);
  handle.appendFile = appendFile;
  const next = makeBinding({ token: 'next' });
  bindings.add(next, now);
  await record(next);

  expect((await openJournal().load()).map(({ token }) => token)).toEqual(['lost', 'next']);
  expect(skipped).toEqual([]);
});

it('tries once more, when it is stopped, to keep what a failed write could not', async () => {
  await journal.start();
  const lost = makeBinding({ token: 'lost' });
  bindings.add(lost, now);
  const {
    file: { handle },
  } = journal as unknown as JournalOnFile;
  handle.appendFile = () => Promise.reject(new Error('ENOSPC'));
  await record(lost);

  await journal.stop();

  expect((await openJournal().load()).map(({ token }) => token)).toEqual(['lost']);
});

it('is stopped within seconds when the disk hangs for good', async () => {
  bindings.add(makeBinding({ token: 'known' }), now);
  const disk = hangDisk();
  const started = journal.start();
  vi.advanceTimersByTime(300);
  await started;

  const stopped = journal.stop();
  vi.advanceTimersByTime(3_000);
  const isKept = await stopped;
  await disk.goOn();

  expect(isKept).toBe(false);
  expect(await journal.stop()).toBe(true);
});
