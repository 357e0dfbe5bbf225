// From the configuration file to what listens for HEP.

import type { Logger } from 'pino';
import { HepCollector } from '../capture/hep/hep-collector.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import { createNetworkSet } from '../nat/networks.ts';
import type { SipObservation } from '../observation/sip-observation.ts';

/** Undefined where the file has no `hep`. */
export function makeHepCollector(
  { hep, proxy }: FarendConfig,
  onObservation: (observation: SipObservation) => void,
  log: Logger,
): HepCollector | undefined {
  if (hep === undefined) return undefined;
  return new HepCollector(
    {
      listen: hep.listen,
      from: createNetworkSet(hep.from),
      asterisks: proxy.asterisk,
      localNetworks: createNetworkSet(proxy.localNetworks),
      trustedProxies: createNetworkSet(proxy.trustedProxies),
    },
    {
      onObservation,
      onProblem: (sentence) => log.warn({ event: 'hep-problem' }, sentence),
    },
  );
}
