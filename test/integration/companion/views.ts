// Who sees the phones of each Asterisk: the proxy, which they register through, or HEP alone.

import type { EndpointOptions } from '../../support/asterisk/asterisk-options.ts';
import type { AsteriskFlavour } from '../../support/asterisk/flavours.ts';
import type { CompanionOffice } from '../../support/companion-office.ts';

export interface View {
  readonly flavour: AsteriskFlavour;
  readonly producer: CompanionOffice['producer'];
  /** For a title. */
  readonly seen: string;
  /** Of each endpoint: what a phone behind NAT needs. */
  readonly settings: Partial<EndpointOptions>;
}

const WITHOUT_FAREND = { forceRport: true, rewriteContact: true };

export function listViews(flavours: readonly AsteriskFlavour[]): View[] {
  return flavours.flatMap((flavour): View[] => {
    const throughProxy: View = {
      flavour,
      producer: 'proxy',
      seen: 'through the proxy',
      settings: {},
    };
    // chan_sip mirrors nothing.
    if (flavour.driver === 'chan_sip') return [throughProxy];
    const byHep: View = {
      flavour,
      producer: 'hep',
      seen: 'by HEP alone',
      settings: WITHOUT_FAREND,
    };
    return [throughProxy, byHep];
  });
}
