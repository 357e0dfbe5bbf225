// The text of the phone's REGISTER.

import type { PhoneOptions, RegisterOptions } from './phone-options.ts';

export interface RequestIdentity {
  readonly callId: string;
  readonly fromTag: string;
  readonly cSeq: number;
  readonly branch: string;
  /** The port on which the phone lives just now. */
  readonly port: number;
  readonly authorization: string | undefined;
}

const COMPACT_FORMS: Readonly<Record<string, string>> = {
  Via: 'v',
  From: 'f',
  To: 't',
  Contact: 'm',
  'Call-ID': 'i',
  'Content-Length': 'l',
};

/** The Request-URI of a REGISTER: the domain of the address-of-record. */
export function formatRegistrarUri(options: PhoneOptions): string {
  return `sip:${options.domain ?? options.proxy.split(':')[0]}`;
}

/** The sent-by of the phone's Via: what it believes its address to be. */
export function formatSentBy(options: PhoneOptions, port: number): string {
  return options.viaAddress ?? `${options.address}:${port}`;
}

/** The value of the phone's Contact header. */
function formatContact(options: PhoneOptions, port: number): string {
  const instance =
    options.instanceId === undefined ? '' : `;+sip.instance="<urn:uuid:${options.instanceId}>"`;
  return options.contact ?? `<sip:${options.username}@${options.address}:${port}>${instance}`;
}

export function formatRegister(
  options: PhoneOptions,
  wanted: RegisterOptions,
  identity: RequestIdentity,
): string {
  const uri = formatRegistrarUri(options);
  const aor = `<sip:${options.username}@${uri.slice('sip:'.length)}>`;
  const rport = options.rport === false ? '' : ';rport';
  const contacts = wanted.contacts ?? [formatContact(options, identity.port)];
  const headers: [string, string][] = [
    [
      'Via',
      `SIP/2.0/UDP ${formatSentBy(options, identity.port)};branch=${identity.branch}${rport}`,
    ],
    ['Max-Forwards', '70'],
    ['From', `${aor};tag=${identity.fromTag}`],
    ['To', aor],
    ['Call-ID', identity.callId],
    ['CSeq', `${identity.cSeq} REGISTER`],
    ...contacts.map((contact): [string, string] => ['Contact', contact]),
  ];
  if (contacts.length > 0) {
    headers.push(['Expires', String(wanted.expires ?? 120)]);
  }
  if (identity.authorization !== undefined) {
    headers.push(['Authorization', identity.authorization]);
  }
  headers.push(['User-Agent', options.userAgent ?? 'farend test phone'], ['Content-Length', '0']);
  const lines = headers.map(([name, value]) => {
    const written = options.compactForms === true ? (COMPACT_FORMS[name] ?? name) : name;
    return `${written}: ${value}`;
  });
  const extra = [...(options.extraHeaders ?? []), ...(wanted.extraHeaders ?? [])];
  lines.splice(-1, 0, ...extra);
  return `REGISTER ${uri} SIP/2.0\r\n${lines.join('\r\n')}\r\n\r\n`;
}
