// One binding as a line of the journal: JSON, so that a person can read it too.

import { type Binding, type BindingRecord, createBinding } from '../binding.ts';

/** The first line of a journal. A newer farend raises the number when the lines change. */
export const JOURNAL_VERSION = 1;
export const journalHeader = JSON.stringify({ farend: 'bindings', version: JOURNAL_VERSION });

/** The version in a journal's first line; undefined when it is no journal. */
export function readJournalVersion(line: string): number | undefined {
  const header = parseJson(line);
  return header?.farend === 'bindings' && typeof header.version === 'number'
    ? header.version
    : undefined;
}

export function formatBindingRecord(binding: Binding): string {
  const { address, flow } = binding;
  const record: Omit<BindingRecord, 'address'> & { address: string | undefined } = {
    token: binding.token,
    aor: binding.aor,
    contactUri: binding.contactUri,
    instanceId: binding.instanceId,
    callId: binding.callId,
    userAgent: binding.userAgent,
    username: binding.username,
    flow,
    address: address === flow.remote.address ? undefined : address,
    provenAt: binding.provenAt,
    expiresAt: binding.expiresAt,
    behindNat: binding.behindNat,
  };
  return JSON.stringify(record);
}

/** The binding in a line; undefined for a line that was cut or is none. */
export function parseBindingRecord(line: string): Binding | undefined {
  const record = parseJson(line);
  if (record === undefined || !isBinding(record)) return undefined;
  // A line without it is from before there was one: a ping too many costs less than one too few.
  const written = { username: '', behindNat: true, ...record } as unknown as BindingRecord;
  return createBinding({ ...written, address: written.address ?? written.flow.remote.address });
}

const textFields = ['token', 'aor', 'contactUri', 'callId', 'userAgent'] as const;

function isBinding(record: Record<string, unknown>): boolean {
  const flow = record.flow as {
    local?: unknown;
    remote?: { address?: unknown; port?: unknown };
  };
  return (
    textFields.every((field) => typeof record[field] === 'string') &&
    typeof record.provenAt === 'number' &&
    typeof record.expiresAt === 'number' &&
    typeof flow?.local === 'string' &&
    typeof flow.remote?.address === 'string' &&
    typeof flow.remote.port === 'number'
  );
}

function parseJson(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined; // the last line of a journal may be cut by a crash
  }
}
