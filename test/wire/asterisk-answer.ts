// Answers as Asterisk writes them: Vias one to a line, unfolded, their parameters in its own order
// (ttl, rport, received, branch, others), From as it came, To with its tag (measured on Asterisk 22).

import { headerName } from '../../src/sip/header-name.ts';
import { findValues, unfold } from '../../src/sip/header-values.ts';
import { formatParameters } from '../../src/sip/parameters.ts';
import { parseVia } from '../../src/sip/via.ts';
import { expectParsed, readMessage } from '../unit/sip/sip-fixtures.ts';

const order = ['ttl', 'rport', 'received', 'branch'];

/**
 * @param relayed the request as Asterisk got it
 * @param lines further header lines, between CSeq and Content-Length
 */
export function answerAsAsterisk(
  relayed: string,
  status: string,
  ...lines: readonly string[]
): Buffer {
  const view = readMessage(Buffer.from(relayed, 'latin1'));
  const vias = findValues(view, headerName.via).map(({ start, end }) =>
    reprintVia(view.text.slice(start, end)),
  );
  const to = unfold(view.firstValue(headerName.to) ?? '');
  const tag = /;\s*tag\s*=/.test(to) ? '' : ';tag=as0f1e2d3c';
  const text = [
    `SIP/2.0 ${status}`,
    ...vias.map((via) => `Via: ${via}`),
    `Call-ID: ${view.firstValue(headerName.callId)}`,
    `From: ${unfold(view.firstValue(headerName.from) ?? '')}`,
    `To: ${to}${tag}`,
    `CSeq: ${view.firstValue(headerName.cSeq)}`,
    ...lines,
    'Server: Asterisk PBX 22.10.1',
    'Content-Length:  0',
  ];
  return Buffer.from(`${text.join('\r\n')}\r\n\r\n`, 'latin1');
}

function reprintVia(value: string): string {
  const { before, parameters } = expectParsed(parseVia(unfold(value)));
  const rank = (name: string) => {
    const at = order.indexOf(name.toLowerCase());
    return at < 0 ? order.length : at;
  };
  const sorted = [...parameters].sort((a, b) => rank(a.name) - rank(b.name));
  return `${before.replaceAll(/\s+/g, ' ').trim()}${formatParameters(
    sorted.map((parameter) => ({ ...parameter, text: parameter.text.trim() })),
  )}`;
}
