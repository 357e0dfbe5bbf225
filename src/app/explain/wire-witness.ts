// What a capture shows of the servers in it, in the words in which an Asterisk tells it of itself: that it
// is there, that it has a contact, and whether it reaches it. Without AMI its answers are the witness.

import type { AsteriskEvent, ContactEvent } from '../../asterisk/asterisk-event.ts';
import { RecentMap } from '../../base/recent-map.ts';
import { readContactPlace } from '../../correlation/address-text.ts';
import type { DialogObservation } from '../../observation/dialog-observation.ts';
import type { SipObservation } from '../../observation/sip-observation.ts';

const MAX_PHONES = 16_384;

type Contact = Pick<ContactEvent, 'asterisk' | 'aor' | 'uri'>;

export class WireWitness {
  private readonly tell: (event: AsteriskEvent) => void;
  private readonly servers = new Set<string>();
  /** By where the phone is, and by where its Contact leads. */
  private readonly bySource = new RecentMap<string, Contact>(MAX_PHONES);
  private readonly byContact = new RecentMap<string, Contact | 'several'>(MAX_PHONES);

  constructor(tell: (event: AsteriskEvent) => void) {
    this.tell = tell;
  }

  /** Before the correlation hears it: whoever answers is there. */
  noteAnswer({ statusCode, localSocket, time }: SipObservation): void {
    if (statusCode === 0 || this.servers.has(localSocket)) return;
    this.servers.add(localSocket);
    this.tell({ kind: 'connection', asterisk: localSocket, isUp: true, reason: '', time });
  }

  /** After the correlation has heard it: RFC 3261 §10.3 step 8, a 2xx says that it has the contact. */
  noteRegistration(observation: SipObservation): void {
    const { statusCode, expires, binding, contact, source, localSocket, time } = observation;
    const isKept = statusCode >= 200 && statusCode < 300 && binding !== 'removed';
    if (!isKept || contact === '' || contact === '*' || expires === 0) return;
    const { uri, hostPort } = readContact(contact);
    const known: Contact = { asterisk: localSocket, aor: readUser(observation.aor), uri };
    this.bySource.set(source, known);
    const before = this.byContact.get(hostPort);
    const isOther = before !== undefined && before !== 'several' && before.aor !== known.aor;
    this.byContact.set(hostPort, isOther || before === 'several' ? 'several' : known);
    this.tellContact(known, 'created', undefined, time);
  }

  /** Whether a phone answers the OPTIONS by which Asterisk qualifies it. */
  noteDialog(observation: DialogObservation): void {
    const { kind, source, time } = observation;
    if (kind !== 'answered' && kind !== 'unanswered') return;
    if (observation.method !== 'OPTIONS') return;
    if (kind === 'unanswered' && (observation.sentBy === 'phone' || observation.isInDialog)) return;
    const contact = this.bySource.get(source) ?? this.byContact.get(source);
    if (contact === undefined || contact === 'several') return;
    if (kind === 'unanswered') this.tellContact(contact, 'unreachable', undefined, time);
    else this.tellContact(contact, 'reachable', observation.roundTripMs * 1_000, time);
  }

  private tellContact(
    contact: Contact,
    status: ContactEvent['status'],
    roundTripUs: number | undefined,
    time: number,
  ): void {
    this.tell({ kind: 'contact', ...contact, endpoint: '', status, roundTripUs, time });
  }
}

/** The first Contact value: its URI, and where that leads. */
function readContact(contact: string): { readonly uri: string; readonly hostPort: string } {
  const open = contact.indexOf('<');
  const close = contact.indexOf('>', open);
  const uri = open < 0 || close < 0 ? contact : contact.slice(open + 1, close);
  return { uri, hostPort: readContactPlace(contact).hostPort };
}

/** As the correlation names the account of a device that nobody else tells of. */
function readUser(aor: string): string {
  const at = aor.lastIndexOf('@');
  return at <= 0 ? aor : aor.slice(0, at);
}
