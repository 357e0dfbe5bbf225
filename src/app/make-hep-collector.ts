// From the configuration file to what listens for HEP.

import type { Logger } from 'pino';
import { HepCollector } from '../capture/hep/hep-collector.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import { createNetworkSet } from '../nat/networks.ts';
import type { DialogObservation } from '../observation/dialog-observation.ts';
import type { SipObservation } from '../observation/sip-observation.ts';

interface HepListener {
  onObservation(observation: SipObservation): void;
  onDialog(observation: DialogObservation): void;
}

/** Undefined where the file has no `hep`. */
export function makeHepCollector(
  { hep, proxy }: FarendConfig,
  listener: HepListener,
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
      trunks: createNetworkSet(proxy.trunks),
    },
    {
      onObservation: (observation) => listener.onObservation(observation),
      onDialog: (observation) => listener.onDialog(observation),
      onProblem: (sentence) => log.warn({ event: 'hep-problem' }, sentence),
    },
  );
}
