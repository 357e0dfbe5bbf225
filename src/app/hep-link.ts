// The companion's ear for HEP, as the configuration says: a port that it can work without.

import type { Logger } from 'pino';
import type { CompanionHealth } from '../api/companion-view.ts';
import { HepCollector } from '../capture/hep/hep-collector.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import { createNetworkSet } from '../nat/networks.ts';
import type { DialogObservation } from '../observation/dialog-observation.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { Opening } from './opening.ts';

interface HepListener {
  onObservation(observation: SipObservation): void;
  onDialog(observation: DialogObservation): void;
}

export class HepLink {
  private readonly collector: HepCollector;
  private readonly opening: Opening;

  constructor(
    hep: NonNullable<FarendConfig['hep']>,
    { asterisk, localNetworks, trustedProxies, trunks }: FarendConfig['proxy'],
    listener: HepListener,
    log: Logger,
  ) {
    this.collector = new HepCollector(
      {
        listen: hep.listen,
        from: createNetworkSet(hep.from),
        asterisks: asterisk,
        localNetworks: createNetworkSet(localNetworks),
        trustedProxies: createNetworkSet(trustedProxies),
        trunks: createNetworkSet(trunks),
      },
      {
        onObservation: (observation) => listener.onObservation(observation),
        onDialog: (observation) => listener.onDialog(observation),
        onProblem: (sentence) => log.warn({ event: 'hep-problem' }, sentence),
      },
    );
    this.opening = new Opening('the port for HEP', this.collector, log);
  }

  get health(): NonNullable<CompanionHealth['hep']> {
    const { packets, observations, drops } = this.collector.counts;
    return { ...this.opening.health, counts: { packets, observations, ...drops } };
  }

  open(): Promise<void> {
    return this.opening.open();
  }

  close(): Promise<void> {
    return this.opening.close();
  }
}
