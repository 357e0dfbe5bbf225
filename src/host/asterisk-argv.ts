// Whether a process is an Asterisk, and with which asterisk.conf, by the arguments that it was started with.

import { basename } from 'node:path';
import { parseArgs } from 'node:util';

/** Where Asterisk looks when it is not told with -C. */
export const USUAL_CONF_FILE = '/etc/asterisk/asterisk.conf';

/** Options of ld.so(8) that take a value. */
const LOADER_VALUES = /^--(?:library-path|inhibit-rpath|audit|preload|argv0|glibc-hwcaps-\w+)$/;
/** Options of asterisk(8) that matter here, and the others that take a value. */
const asteriskOptions = {
  conf: { type: 'string', short: 'C' },
  remote: { type: 'boolean', short: 'r' },
  reconnect: { type: 'boolean', short: 'R' },
  execute: { type: 'string', short: 'x' },
  memory: { type: 'string', short: 'e' },
  group: { type: 'string', short: 'G' },
  load: { type: 'string', short: 'L' },
  calls: { type: 'string', short: 'M' },
  socket: { type: 'string', short: 's' },
  user: { type: 'string', short: 'U' },
} as const;

/** asterisk.conf as it was given, undefined for any other process and for a console (-r, -R, -x). */
export function readAsteriskArgv(argv: readonly string[]): string | undefined {
  const program = findProgram(argv);
  if (program === undefined || basename(argv[program] ?? '') !== 'asterisk') return undefined;
  return readOptions(argv.slice(program + 1));
}

/** The index of the program, behind a loader that was called by its name. */
function findProgram(argv: readonly string[]): number | undefined {
  if (!/^ld(?:-linux)?[^/]*\.so\b/.test(basename(argv[0] ?? ''))) return 0;
  for (let at = 1; at < argv.length; at += 1) {
    const argument = argv[at] ?? '';
    if (!argument.startsWith('--')) return at;
    if (LOADER_VALUES.test(argument)) at += 1;
  }
  return undefined;
}

function readOptions(words: readonly string[]): string | undefined {
  const { values } = parseArgs({ args: [...words], options: asteriskOptions, strict: false });
  if (values.remote === true || values.reconnect === true || values.execute !== undefined) {
    return undefined;
  }
  return typeof values.conf === 'string' ? values.conf : USUAL_CONF_FILE;
}
