// Which of all the messages of a path belong into the drawing of one phone: its REGISTERs, and the
// first of Asterisk's OPTIONS, one a second, with their answers.

import type { PhoneDatagram } from '../../support/phone/phone-options.ts';
import type { WireMessage } from './asterisk-wire.ts';
import { identifyMessage } from './list-steps.ts';

export interface PickedMessages {
  readonly datagrams: readonly PhoneDatagram[];
  readonly wire: readonly WireMessage[];
}

/** `name`: the phone's endpoint, which Asterisk's OPTIONS name in the Request-URI. */
export function pickMessages(
  name: string,
  datagrams: readonly PhoneDatagram[],
  wire: readonly WireMessage[],
): PickedMessages {
  const registers = datagrams.find(({ text }) => text.startsWith('REGISTER '));
  const isOptions = ({ text }: { readonly text: string }): boolean =>
    text.startsWith(`OPTIONS sip:${name}@`);
  const options = datagrams.find(isOptions) ?? wire.find(isOptions);
  const callIds = new Set(
    [registers, options].map((message) => message && identifyMessage(message.text).callId),
  );
  const isPicked = ({ text }: { readonly text: string }): boolean =>
    callIds.has(identifyMessage(text).callId);
  return { datagrams: datagrams.filter(isPicked), wire: wire.filter(isPicked) };
}
