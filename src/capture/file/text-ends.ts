// Who sent a message to whom, where the text around it does not say: as the messages themselves name it.
// Whoever wrote a log does not name himself in it.

import { parseIpAddress } from '../../base/ip-address.ts';
import { RecentMap } from '../../base/recent-map.ts';
import { ParseFailure } from '../../sip/parse-failure.ts';
import { parseUri } from '../../sip/uri.ts';
import { readBranch, type ViaView, viewVia } from '../../sip/via.ts';
import type { CapturedAddress, CapturedMessage } from '../captured-message.ts';
import { type CapturedSip, readCapturedSip } from '../captured-sip.ts';
import type { TextMark } from './text-mark.ts';

/** Stands for whoever wrote the text. */
const WRITER: CapturedAddress = { address: '0.0.0.0', port: 5060 };

type Ends = Pick<CapturedMessage, 'source' | 'destination'>;

const MAX_REQUESTS = 4_096;

export class TextEnds {
  /** By branch: an answer goes back the way that its request came. */
  private readonly requests = new RecentMap<string, Ends>(MAX_REQUESTS);

  /** Undefined for what is no SIP. */
  find(bytes: Buffer, mark: TextMark | undefined): Ends | undefined {
    if (mark !== undefined)
      return { source: mark.source ?? WRITER, destination: mark.destination ?? WRITER };
    const sip = readCapturedSip(bytes);
    if (sip === undefined) return undefined;
    const { text } = sip.view;
    const { via: line } = sip.mandatory.lines;
    const via = viewVia(text, line.start, line.end);
    if (via instanceof ParseFailure) return undefined;
    const branch = readBranch(text, via);
    const known = this.requests.get(branch);
    const { startLine } = sip.view;
    if (startLine.kind === 'response')
      return known === undefined
        ? { source: WRITER, destination: readSender(text, via) }
        : { source: known.destination, destination: known.source };
    if (known !== undefined) return known;
    const ends = { source: readSender(text, via), destination: readTarget(sip) };
    this.requests.set(branch, ends);
    return ends;
  }
}

/** As the Via says it, by what a server wrote into it first of all. */
function readSender(text: string, { received, rport, sentBy }: ViaView): CapturedAddress {
  const stamped = text.slice(Math.max(received.valueStart, 0), Math.max(received.end, 0));
  const address = parseIpAddress(stamped) ?? parseIpAddress(sentBy.host) ?? WRITER.address;
  const port = Number(text.slice(Math.max(rport.valueStart, 0), Math.max(rport.end, 0)));
  return { address, port: port > 0 ? port : sentBy.port || WRITER.port };
}

/** The Request-URI, where it has an address and no name. */
function readTarget({ view }: CapturedSip): CapturedAddress {
  const { startLine } = view;
  if (startLine.kind === 'response') return WRITER;
  const uri = parseUri(view.text.slice(startLine.uriStart, startLine.uriEnd));
  if (uri instanceof ParseFailure || uri.kind === 'opaque') return WRITER;
  const address = parseIpAddress(uri.host);
  return address === undefined ? WRITER : { address, port: uri.port || WRITER.port };
}
