// The text of the phone's requests.

import type { Body } from './call/call-options.ts';
import type { PhoneOptions, RegisterOptions } from './phone-options.ts';

export type Header = readonly [name: string, value: string];

/** A request without what belongs to one transmission of it (Via) or to the phone (User-Agent). */
export interface RequestParts {
  readonly method: string;
  readonly requestUri: string;
  /** URIs. */
  readonly routes: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly cSeq: number;
  /** After CSeq. */
  readonly headers: readonly Header[];
  /** Whole lines, after User-Agent. */
  readonly lines?: readonly string[];
  readonly body?: Body | undefined;
}

interface RegisterIdentity {
  readonly callId: string;
  readonly fromTag: string;
  readonly cSeq: number;
  readonly branch: string;
  /** The port on which the phone listens just now. */
  readonly port: number;
  readonly authorization: string | undefined;
}

const COMPACT_FORMS: Readonly<Record<string, string>> = {
  Via: 'v',
  From: 'f',
  To: 't',
  Contact: 'm',
  'Call-ID': 'i',
  'Content-Type': 'c',
  'Content-Length': 'l',
  Supported: 'k',
  'Refer-To': 'r',
  Event: 'o',
};

/** The Request-URI of a REGISTER: the domain of the address-of-record. */
export function formatRegistrarUri(options: PhoneOptions): string {
  return `sip:${options.domain ?? options.proxy.split(':')[0]}`;
}

/** The phone's address-of-record, a URI. */
export function formatAor(options: PhoneOptions): string {
  return formatUserUri(options, options.username);
}

/** A user of the phone's domain; what has a colon is a URI already. */
export function formatUserUri(options: PhoneOptions, user: string): string {
  const host = formatRegistrarUri(options).slice('sip:'.length);
  return user.includes(':') ? user : `sip:${user}@${host}`;
}

/** The sent-by of the phone's Via: what it believes its address to be. */
export function formatSentBy(options: PhoneOptions, port: number): string {
  return options.viaAddress ?? `${options.address}:${port}`;
}

/** The value of the Contact header of a registration. */
function formatContact(options: PhoneOptions, port: number): string {
  const instance =
    options.instanceId === undefined ? '' : `;+sip.instance="<urn:uuid:${options.instanceId}>"`;
  return options.contact ?? `<sip:${options.username}@${options.address}:${port}>${instance}`;
}

/** The value of the Contact header in a dialog. */
export function formatDialogContact(options: PhoneOptions, port: number): string {
  return options.dialogContact === undefined
    ? (options.contact ?? `<sip:${options.username}@${options.address}:${port}>`)
    : `<${options.dialogContact}>`;
}

/** The request as one transaction sends it. */
export function formatRequest(
  options: PhoneOptions,
  parts: RequestParts,
  branch: string,
  port: number,
): string {
  const rport = options.rport === false ? '' : ';rport';
  const { body } = parts;
  const headers: Header[] = [
    ['Via', `SIP/2.0/UDP ${formatSentBy(options, port)};branch=${branch}${rport}`],
    ['Max-Forwards', '70'],
    ...parts.routes.map((uri): Header => ['Route', `<${uri}>`]),
    ['From', parts.from],
    ['To', parts.to],
    ['Call-ID', parts.callId],
    ['CSeq', `${parts.cSeq} ${parts.method}`],
    ...parts.headers,
    ['User-Agent', options.userAgent ?? 'farend test phone'],
  ];
  const bodyHeaders: Header[] = [
    ...(body === undefined ? [] : [['Content-Type', body.type] as const]),
    ['Content-Length', String(body?.text.length ?? 0)],
  ];
  const lines = [
    `${parts.method} ${parts.requestUri} SIP/2.0`,
    ...formatLines(options, headers),
    ...(options.extraHeaders ?? []),
    ...(parts.lines ?? []),
    ...formatLines(options, bodyHeaders),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body?.text ?? ''}`;
}

export function formatRegister(
  options: PhoneOptions,
  wanted: RegisterOptions,
  identity: RegisterIdentity,
): string {
  const aor = `<${formatAor(options)}>`;
  const contacts = wanted.contacts ?? [formatContact(options, identity.port)];
  const headers = contacts.map((contact): Header => ['Contact', contact]);
  if (contacts.length > 0) {
    headers.push(['Expires', String(wanted.expires ?? 120)]);
  }
  if (identity.authorization !== undefined) {
    headers.push(['Authorization', identity.authorization]);
  }
  const parts = {
    method: 'REGISTER',
    requestUri: formatRegistrarUri(options),
    routes: [],
    from: `${aor};tag=${identity.fromTag}`,
    to: aor,
    callId: identity.callId,
    cSeq: identity.cSeq,
    headers,
    lines: wanted.extraHeaders ?? [],
  };
  return formatRequest(options, parts, identity.branch, identity.port);
}

function formatLines(options: PhoneOptions, headers: readonly Header[]): string[] {
  return headers.map(([name, value]) => {
    const written = options.compactForms === true ? (COMPACT_FORMS[name] ?? name) : name;
    return `${written}: ${value}`;
  });
}
