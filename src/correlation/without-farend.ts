// What the wire shows that Asterisk by itself would fail at, with the settings that the endpoint has.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import type { NatTest } from '../nat/nat-tests.ts';
import { readAddress, readContactPlace } from './address-text.ts';
import type { RecordedFlow, WireView } from './device-record.ts';

/** A change of port that long ago says little of today. */
const RECENT_MOVE_MS = 24 * 3_600_000;

/** One sentence for each thing; none when Asterisk would do as well alone. */
export function listHelp(
  wire: WireView,
  flows: readonly RecordedFlow[],
  settings: EndpointState | undefined,
): string[] {
  // Such a phone is served by RFC 3261 alone, as Asterisk would.
  if (wire.rport === 'exempt') return [];
  const has = (test: NatTest) => wire.natTests.includes(test);
  const forcesRport = settings?.forceRport === true;
  const rewritesContact =
    settings?.driver === 'chan_sip' ? forcesRport : settings?.rewriteContact === true;
  const help: string[] = [];
  if (wire.rport === 'missing' && has('diff-port-src-via') && !forcesRport)
    help.push(
      `it offers no rport: Asterisk alone would answer to another port than ${wire.source}, and the answer would be lost`,
    );
  const { hostPort } = readContactPlace(wire.contact);
  const isElsewhere = has('diff-ip-src-contact') || has('diff-port-src-contact');
  if (isElsewhere && !rewritesContact)
    help.push(
      `its Contact says ${hostPort}${has('private-contact') ? ', a private address,' : ''} and it is at ${wire.source}: Asterisk alone would send calls to the former`,
    );
  const ports = countRecentPorts(wire, flows);
  if (isElsewhere && rewritesContact && ports > 1)
    help.push(
      `its router gave it ${ports} ports within a day: Asterisk alone would keep a contact for each of them`,
    );
  return help;
}

function countRecentPorts(wire: WireView, flows: readonly RecordedFlow[]): number {
  const address = readAddress(wire.source);
  const [latest] = flows;
  if (latest === undefined || wire.lastSeen - latest.since > RECENT_MOVE_MS) return 1;
  return flows.filter(({ source }) => readAddress(source) === address).length;
}
