// Which of Asterisk's transports farend is put before: SIP over UDP, one of them.

import { AppError } from '../../base/app-error.ts';
import { formatAddressPort, isIpv6 } from '../../base/ip-address.ts';
import type { AsteriskSurvey, SipTransport } from '../../host/asterisk-survey.ts';

/** What is known of the one that is meant. */
export interface TransportWish {
  /** Of this machine. */
  readonly address?: string | undefined;
  readonly sipPort?: number | undefined;
}

/** What makes one that works for every address of the machine (res_pjsip, `type = transport`). */
const TRANSPORT_LINES = ['[transport-udp]', 'type = transport', 'protocol = udp', 'bind = 0.0.0.0'];

/**
 * The one that phones use: chan_pjsip's before chan_sip's, one at that address before others.
 *
 * @throws AppError INSTALL_REFUSED without one, or without one at that port
 */
export function findTransport(
  survey: Pick<AsteriskSurvey, 'transports' | 'asterisk' | 'drivers'>,
  { address, sipPort }: TransportWish = {},
): SipTransport {
  const udp = listUdp(survey);
  const meant = sipPort === undefined ? udp : udp.filter(({ port }) => port === sipPort);
  const here = meant.find((each) => address === undefined || isReachedAt(each, address));
  const found = here ?? meant[0];
  if (found !== undefined) return found;
  throw new AppError('INSTALL_REFUSED', udp.length === 0 ? tellNone(survey) : tellPorts(udp));
}

/** What is left with Asterisk alone, where it has several; a sentence each. */
export function tellOthers(
  survey: Pick<AsteriskSurvey, 'transports' | 'asterisk' | 'drivers'>,
  taken: SipTransport,
): string[] {
  const udp = listUdp(survey);
  const others = udp.filter((each) => each !== taken);
  if (others.length === 0) return [];
  const choice = udp.every(({ port }) => port === taken.port) ? '--address' : '--sip-port';
  return [
    `Asterisk has several transports for SIP over UDP. farend goes before ${describe(taken)}; phones at ${others.map(describe).join(' and at ')} stay with Asterisk alone. Take another one with ${choice}.`,
  ];
}

export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** Whether Asterisk can be reached there: [::] of chan_pjsip takes IPv6 alone, that of chan_sip both. */
export function isServed({ address: bound, driver }: SipTransport, address: string): boolean {
  if (bound === '::' && driver === 'chan_sip') return true;
  return isIpv6(address) === isIpv6(bound);
}

function listUdp({ transports }: Pick<AsteriskSurvey, 'transports'>): SipTransport[] {
  const udp = transports.filter(({ protocol }) => protocol === 'udp');
  return [
    ...udp.filter(({ driver }) => driver === 'chan_pjsip'),
    ...udp.filter(({ driver }) => driver === 'chan_sip'),
  ];
}

function isReachedAt(transport: SipTransport, address: string): boolean {
  const { address: bound } = transport;
  return isWildcard(bound) ? isServed(transport, address) : bound === address;
}

/** `0.0.0.0:5060 (transport-udp, /etc/asterisk/pjsip.conf:12)` */
function describe({ address, port, name, driver, place }: SipTransport): string {
  const what = driver === 'chan_sip' ? 'chan_sip' : name;
  return `${formatAddressPort(address, port)} (${what}, ${place.file}:${place.line})`;
}

function tellNone({ asterisk, drivers }: Pick<AsteriskSurvey, 'asterisk' | 'drivers'>): string {
  const { configDirectory } = asterisk;
  const lead = `Asterisk has no transport for SIP over UDP (by the files in ${configDirectory}), and farend serves phones by UDP.`;
  if (drivers.length === 0)
    return `${lead} It loads neither chan_pjsip nor chan_sip: see modules.conf, or name another asterisk.conf with --asterisk-conf`;
  return [
    `${lead} Add these lines to ${configDirectory}/pjsip.conf, restart Asterisk (a reload makes no transport), and try again:`,
    ...TRANSPORT_LINES.map((line) => `  ${line}`),
  ].join('\n');
}

function tellPorts(udp: readonly SipTransport[]): string {
  return `--sip-port: Asterisk has no SIP over UDP there, but at ${udp.map(describe).join(' and at ')}`;
}
