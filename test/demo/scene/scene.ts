// What the demo is played on: four phones, a real Asterisk, a real farend. There are two stages, one
// of network namespaces with real NAT and a poorer one of loopback addresses.

import type { AsteriskInstance } from '../../support/asterisk/start-asterisk.ts';
import type { Farend } from '../../support/farend.ts';
import type { StartPhoneOptions } from '../../support/phone/start-phone.ts';

export interface DemoPhone {
  readonly name: string;
  /** What is special about it, in a few words. */
  readonly title: string;
  /** Where it stands, and behind what. */
  readonly place: string;
  readonly hasRport: boolean;
  readonly hasAlg: boolean;
  /** The address that it believes to have, and writes into Via and Contact. */
  readonly ownHost: string;
  /** The address from which its packets reach a server. */
  readonly publicHost: string;
  readonly options: Omit<StartPhoneOptions, 'proxy'>;
  /** It registers a second time, as phones do every few minutes. */
  readonly refreshes: boolean;
  /** The port to which it moves before that. A router that picks a new one needs no such thing. */
  readonly nextPort?: number;
}

export interface Scene {
  readonly kind: 'namespaces' | 'loopback';
  readonly asterisk: AsteriskInstance;
  readonly farend: Farend;
  /** Where phones find farend, `address:port`. */
  readonly farendAddress: string;
  readonly phones: readonly DemoPhone[];
}
