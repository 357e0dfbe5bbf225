// What SIPp writes of a run: with -trace_stat a table with `;` between the cells, one row a second, the
// last one at its end; with -trace_err a text of what was not as the scenario wants it.

export interface SippStatistics {
  readonly successful: number;
  readonly failed: number;
  /** At the end of a second: the most calls at once. */
  readonly mostAtOnce: number;
  readonly retransmissions: number;
  /** Those of `successful` that were calls which came in; the others were pings. */
  readonly answered: number;
  /** What was not as the scenario wants it; known at the end. */
  readonly errors: readonly string[];
}

/** Reads the table; nothing has happened while it is empty. */
export function findStatistics(table: string): SippStatistics {
  const [head = '', ...rows] = table.split('\n').filter((line) => line !== '');
  const names = head.split(';');
  const read = (row: string, name: string): number =>
    Number(row.split(';')[names.indexOf(name)] ?? 0);
  const last = rows.at(-1) ?? '';
  return {
    successful: read(last, 'SuccessfulCall(C)'),
    failed: read(last, 'FailedCall(C)'),
    mostAtOnce: Math.max(0, ...rows.map((row) => read(row, 'CurrentCall'))),
    retransmissions: read(last, 'Retransmissions(C)'),
    answered: read(last, 'calls(C)'),
    errors: [],
  };
}

/** What a test that fails shows of them. */
const MOST_ERRORS = 5;

/**
 * Also written there, and no error: it answered a ping, saw one again, was kept waiting, or ended beside
 * a ping of Asterisk (whose Call-IDs are UUIDs; calls that were aborted are counted as failed).
 */
const REMARK =
  /^(Received out-of-call OPTIONS|Dead call \S+ \(successful\)|Overload warning|Aborted call with Call-ID '[0-9a-f-]{36}')/;

/** The first few messages; each begins with the time, without a line of its own. */
export function parseErrors(text: string): string[] {
  const [, ...messages] = text.split(/\d{4}-\d\d-\d\d\t[\d:.]+\t[\d.]+: /);
  return messages.filter((message) => !REMARK.test(message)).slice(0, MOST_ERRORS);
}
