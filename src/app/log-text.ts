// A log line for a person: time, level, sentence, and the fields that the sentence does not hold.

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const HIDDEN = new Set(['level', 'time', 'msg', 'role', 'event']);

/** What phones and strangers write shall not move the cursor or begin a line of its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** @param line one JSON line of pino, line end included */
export function formatLogLine(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const clock = String(time).slice(11, 19);
  const name = (LEVELS[Number(level)] ?? String(level)).padEnd(5);
  const details = Object.entries(fields)
    .filter(([field]) => !HIDDEN.has(field))
    .map(([field, value]) => ` ${field}=${formatValue(value)}`)
    .join('');
  const text = `${clock} ${name} ${String(msg)}${details === '' ? '' : ` |${details}`}`;
  return `${text.replaceAll(CONTROL, escapeControl)}\n`;
}

function escapeControl(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function formatValue(value: unknown): string {
  if (typeof value === 'string') return /[\s="]/.test(value) ? JSON.stringify(value) : value;
  return JSON.stringify(value);
}
