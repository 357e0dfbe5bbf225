// How one Asterisk is, as AMI and the proxy tell.

import type { ProxyNotice } from '../../observation/proxy-notice.ts';
import type { KnownLink } from './farend-facts.ts';

export interface AsteriskFacts {
  readonly kind: 'asterisk';
  readonly subject: string;
  /** In the configuration. */
  readonly name: string;
  /** Where the proxy reaches it, address:port; '' unknown. */
  sip: string;
  /** Undefined: not told yet. */
  ami: KnownLink | undefined;
  /** The latest of each kind. */
  readonly notices: Map<ProxyNotice['kind'], ProxyNotice>;
  /** Undefined: not told yet, or there is none. */
  ari: KnownLink | undefined;
  /** When it accepted a registration first after it was told to be down, milliseconds since 1970. */
  acceptedAt: number;
}

export function createAsteriskFacts(name: string): AsteriskFacts {
  return {
    kind: 'asterisk',
    subject: `asterisk ${name}`,
    name,
    sip: '',
    ami: undefined,
    notices: new Map(),
    ari: undefined,
    acceptedAt: 0,
  };
}
