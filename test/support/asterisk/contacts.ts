// What Asterisk knows about a phone, read from its command line. chan_pjsip keeps the whole contact as
// JSON in its database, under a hash that the (shortened) list of contacts with their status repeats.

type ContactStatus = 'NonQual' | 'Avail' | 'Unavail' | 'Unknown';

export interface AsteriskContact {
  readonly uri: string;
  readonly status: ContactStatus;
  readonly path: string;
  readonly callId: string;
  readonly userAgent: string;
  readonly viaAddress: string;
  readonly viaPort: number;
  /** Unix time in seconds. */
  readonly expiresAt: number;
}

/** A chan_sip peer; its fields as `sip show peer` prints them. */
export interface AsteriskPeer {
  /** `IP:port` to which requests go, undefined while unregistered. */
  readonly address: string | undefined;
  readonly contact: string;
  readonly userAgent: string;
  /** `OK`, `UNREACHABLE`, `Unmonitored` or `UNKNOWN`. */
  readonly status: string;
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * Joins `database show registrar` with `pjsip show contacts`.
 *
 * @returns the contacts of `aor`, the oldest first
 */
export function parseContacts(aor: string, database: string, list: string): AsteriskContact[] {
  const contacts: AsteriskContact[] = [];
  for (const line of database.split('\n')) {
    const [, name, hash = '', json = '{}'] =
      /^\/registrar\/contact\/(.+?);@([0-9a-f]+)\s*: (\{.*\})\s*$/.exec(line) ?? [];
    if (name === aor) {
      contacts.push(parseStoredContact(json, findStatus(list, hash)));
    }
  }
  return contacts.sort((a, b) => a.expiresAt - b.expiresAt);
}

/** Reads `sip show peer`; undefined for an unknown one. */
export function parsePeer(output: string): AsteriskPeer | undefined {
  const fields = new Map<string, string>();
  for (const line of output.split('\n')) {
    const [, name, value] = /^ {2}(\S.*?)\s*: (.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) {
      fields.set(name, value ?? '');
    }
  }
  if (fields.size === 0) {
    return undefined;
  }
  const address = fields.get('Addr->IP') ?? '';
  return {
    address: /^\d/.test(address) ? address : undefined,
    contact: fields.get('Reg. Contact') ?? '',
    userAgent: fields.get('Useragent') ?? '',
    status: (fields.get('Status') ?? '').split(' ')[0] ?? '',
    fields,
  };
}

function parseStoredContact(json: string, status: ContactStatus): AsteriskContact {
  const stored = JSON.parse(json) as Readonly<Record<string, string | undefined>>;
  return {
    uri: stored.uri ?? '',
    status,
    path: stored.path ?? '',
    callId: stored.call_id ?? '',
    userAgent: stored.user_agent ?? '',
    viaAddress: stored.via_addr ?? '',
    viaPort: Number(stored.via_port),
    expiresAt: Number(stored.expiration_time),
  };
}

/** The list shows the first ten digits of the hash, then the status. */
function findStatus(list: string, hash: string): ContactStatus {
  const row = list.split('\n').find((line) => line.includes(` ${hash.slice(0, 10)} `));
  const [, status] = / [0-9a-f]{10} (\w+)/.exec(row ?? '') ?? [];
  return status === 'NonQual' || status === 'Avail' || status === 'Unavail' ? status : 'Unknown';
}
