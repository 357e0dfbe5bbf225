// The address at which the outside knows this Asterisk, as its configuration says; nobody is asked.

import type { Place } from '../asterisk/conf/configuration.ts';
import type { SipTransport } from './asterisk-survey.ts';

interface PublicAddress {
  /** An address, or a name in small letters. */
  readonly host: string;
  readonly port?: number;
  /** The transport that says so. */
  readonly place: Place;
}

/** Each host once, those of signalling first; of media where no transport says more. */
export function listPublicAddresses(transports: readonly SipTransport[]): PublicAddress[] {
  const signaling = transports.flatMap(({ externalSignaling, place }) =>
    externalSignaling === undefined ? [] : [{ ...externalSignaling, place }],
  );
  const media = transports.flatMap(({ externalMedia, place }) =>
    externalMedia === undefined ? [] : [{ host: externalMedia, place }],
  );
  const all: PublicAddress[] = [...signaling, ...media];
  return all.filter(({ host }, index) => all.findIndex((other) => other.host === host) === index);
}
