// The lines by which logs and dumps say who sent the SIP message that follows, to whom, and when:
// `pjsip set logger on`, chan_sip's `sip set debug on`, sngrep, ngrep, Homer.

import { parseIpAddress } from '../../base/ip-address.ts';
import type { CapturedAddress } from '../captured-message.ts';

export interface TextMark {
  /** Milliseconds since 1970; undefined where the line does not say. */
  readonly time: number | undefined;
  /** Undefined where it is the one who wrote the log. */
  readonly source: CapturedAddress | undefined;
  readonly destination: CapturedAddress | undefined;
  readonly transport: 'udp' | 'other';
}

/** A line that is none is at most that long. */
const MAX_MARK_LENGTH = 512;
const PLACE = String.raw`(\[?[0-9A-Fa-f.:]+\]?):(\d{1,5})`;

/** Groups: direction, transport, address, port. */
const ofPjsip = new RegExp(
  `<--- (Received|Transmitting) SIP (?:request|response) \\(\\d+ bytes\\) (?:from|to) (\\w+):${PLACE} --->`,
);
/** Groups: transport, address, port. */
const readBySip = new RegExp(`<--- SIP read from (\\w+):${PLACE} --->`);
/** Groups: address, port. */
const sentBySip = new RegExp(
  `(?:(?:Reliably )?Transmitting|Retransmitting #\\d+) \\((?:no )?NAT\\) to ${PLACE}(?: --->|:)`,
);
/** Groups: transport, address and port of both ends. */
const betweenTwo = new RegExp(`(?:\\b([UT]) )?.*?${PLACE} -{1,3}> ${PLACE}(?: |$)`);

/** Undefined for any other line. @param year of dates that have none */
export function parseTextMark(line: string, year: number): TextMark | undefined {
  // Cheap, since nearly all lines are none.
  if (line.length > MAX_MARK_LENGTH || !(line.includes('>') || line.includes('ransmitting')))
    return undefined;
  const ends = readPjsip(line) ?? readSip(line) ?? readBetween(line);
  return ends === undefined ? undefined : { time: readTextTime(line, year), ...ends };
}

type Ends = Omit<TextMark, 'time'>;

function readPjsip(line: string): Ends | undefined {
  const match = ofPjsip.exec(line);
  if (match === null) return undefined;
  const [, direction, transport, address = '', port] = match;
  return fromLog(direction === 'Received', transport, readPlace(address, port));
}

function readSip(line: string): Ends | undefined {
  const read = readBySip.exec(line);
  if (read !== null) return fromLog(true, read[1], readPlace(read[2], read[3]));
  const sent = sentBySip.exec(line);
  return sent === null ? undefined : fromLog(false, 'UDP', readPlace(sent[1], sent[2]));
}

function fromLog(
  isReceived: boolean,
  transport: string | undefined,
  place: CapturedAddress | undefined,
): Ends | undefined {
  if (place === undefined) return undefined;
  return {
    source: isReceived ? place : undefined,
    destination: isReceived ? undefined : place,
    transport: transport === 'UDP' ? 'udp' : 'other',
  };
}

function readBetween(line: string): Ends | undefined {
  const match = line.includes('-> ') ? betweenTwo.exec(line) : null;
  if (match === null) return undefined;
  const source = readPlace(match[2], match[3]);
  const destination = readPlace(match[4], match[5]);
  if (source === undefined || destination === undefined) return undefined;
  return { source, destination, transport: match[1] === 'T' ? 'other' : 'udp' };
}

function readPlace(address = '', port = ''): CapturedAddress | undefined {
  const canonical = parseIpAddress(address);
  const number = Number(port);
  return canonical === undefined || number > 65_535
    ? undefined
    : { address: canonical, port: number };
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const withYear = /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?/;
const withMonth = /([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?/;

/** As it stands there, whatever its time zone was. */
function readTextTime(line: string, year: number): number | undefined {
  const full = withYear.exec(line);
  if (full !== null) {
    const [, years, month, ...rest] = full;
    return toTime(Number(years), Number(month) - 1, rest);
  }
  const [, name = '', ...rest] = withMonth.exec(line) ?? [];
  const month = months.indexOf(name);
  return month < 0 ? undefined : toTime(year, month, rest);
}

function toTime(year: number, month: number, rest: readonly (string | undefined)[]): number {
  const [day, hours, minutes, seconds, fraction = ''] = rest;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const numbers = [hours, minutes, seconds].map(Number) as [number, number, number];
  return Date.UTC(year, month, Number(day), ...numbers, milliseconds);
}
