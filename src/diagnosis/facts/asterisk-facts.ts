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
}

export function createAsteriskFacts(name: string): AsteriskFacts {
  return {
    kind: 'asterisk',
    subject: `asterisk ${name}`,
    name,
    sip: '',
    ami: undefined,
    notices: new Map(),
  };
}
