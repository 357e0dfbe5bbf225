// One SIP message other than REGISTER, with what whoever saw it knows besides: what a DialogWatch takes.

import type { Party } from '../observation/dialog-observation.ts';
import type { MandatoryHeaders } from '../sip/mandatory-headers.ts';
import type { MessageView } from '../sip/message-view.ts';

export interface WatchedCredentials {
  readonly username: string;
  readonly nonce: string;
  /** See SipObservation; undefined where there is no key for it. */
  readonly responseTag: string | undefined;
}

export interface WatchedMessage {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** As it came. */
  readonly view: MessageView;
  readonly mandatory: MandatoryHeaders;
  readonly sentBy: Party;
  /** Where the phone, or the trunk, really is. */
  readonly phone: { readonly address: string; readonly port: number };
  /** `address:port` that the phone talks to. */
  readonly localSocket: string;
  /** Of answers the three that follow may be empty: those of the request count. */
  readonly device: string | undefined;
  readonly aor: string;
  readonly userAgent: string;
  /** The phone is in no network of ours. */
  readonly isOutside: boolean;
  readonly isTrunk: boolean;
  /** In bytes, between farend and the phone: as it came from there, or left for there. */
  readonly size: number;
  /** The body as it left, where that is another than the one that came. */
  readonly body: string | undefined;
  /** Of a request, those that reach Asterisk. */
  readonly credentials: WatchedCredentials | undefined;
}
