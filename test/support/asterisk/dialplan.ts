// `extensions.conf` of the lab: what each number does.

import { type AsteriskOptions, formatMailbox } from './asterisk-options.ts';
import { formatSection } from './config-section.ts';

export const PHONE_CONTEXT = 'phones';
export const TRUNK_CONTEXT = 'from-trunk';
export const MESSAGE_CONTEXT = 'messages';
/** Calling an endpoint's name there leaves it messages. */
const MAILBOX_CONTEXT = 'mailboxes';

/** Extensions that are the same for everybody; the phones are 4000 to 4999. */
const NUMBERS = `
; Answered, and silent.
exten => 9000,1,Answer()
 same => n,Wait(60)
; Early media, never answered.
exten => 9001,1,Progress()
 same => n,Playtones(dial)
 same => n,Wait(60)
; Answered, media comes back.
exten => 9002,1,Answer()
 same => n,Echo()
; Early media for a second, then as 9002.
exten => 9003,1,Progress()
 same => n,Playtones(dial)
 same => n,Wait(1)
 same => n,Answer()
 same => n,StopPlaytones()
 same => n,Echo()
; Busy.
exten => 9004,1,Busy()
; Rings, never answered.
exten => 9005,1,Ringing()
 same => n,Wait(60)
; Answered, and hung up after a second.
exten => 9006,1,Answer()
 same => n,Wait(1)
 same => n,Hangup()
`;

export function formatDialplan(options: AsteriskOptions): string {
  const technology = options.driver === 'chan_sip' ? 'SIP' : 'PJSIP';
  const [trunk] = options.trunks ?? [];
  const hints = options.endpoints.map(({ name }) => `exten => ${name},hint,${technology}/${name}`);
  const phones = [
    ...hints,
    '; One contact of a phone.',
    `exten => _4XXX,1,Dial(${technology}/\${EXTEN},30)`,
    '; 74XXX: answered, then one contact of 4XXX.',
    `exten => _74XXX,1,Answer()\n same => n,Dial(${technology}/\${EXTEN:1},30)`,
    '; 84XXX: every contact of 4XXX at once.',
    `exten => _84XXX,1,Dial(${formatDialString(options)},30)`,
    ...(trunk === undefined ? [] : [`exten => _0X.,1,Dial(${formatTrunkDial(options)},30)`]),
    NUMBERS,
  ];
  const scheme = options.driver === 'chan_sip' ? 'sip' : 'pjsip';
  const message = `exten => _4XXX,1,MessageSend(${scheme}:\${EXTEN},\${MESSAGE(from)})`;
  return [
    formatSection(PHONE_CONTEXT, {}, phones),
    formatSection(TRUNK_CONTEXT, {}, [`include => ${PHONE_CONTEXT}`]),
    formatSection(MESSAGE_CONTEXT, {}, [message]),
    formatSection(MAILBOX_CONTEXT, {}, options.endpoints.map(formatMailboxExtension)),
  ].join('\n');
}

/** The dial string for all contacts; a chan_sip peer has one. */
function formatDialString({ driver }: AsteriskOptions): string {
  const phone = `\${EXTEN:1}`;
  return driver === 'chan_sip' ? `SIP/${phone}` : `\${PJSIP_DIAL_CONTACTS(${phone})}`;
}

function formatTrunkDial({ driver, trunks = [] }: AsteriskOptions): string {
  const [trunk] = trunks;
  return driver === 'chan_sip' ? `SIP/${trunk?.name}/\${EXTEN}` : `PJSIP/\${EXTEN}@${trunk?.name}`;
}

/** Three new messages wait. */
function formatMailboxExtension(endpoint: AsteriskOptions['endpoints'][number]): string {
  return `exten => ${endpoint.name},1,MinivmMWI(${formatMailbox(endpoint)},0,3,1)`;
}
