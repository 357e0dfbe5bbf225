// What a person answered, made whole by what was found: addresses, ports, ways to Asterisk.

import { join } from 'node:path';
import { formatHost, isLoopback } from '../../base/ip-address.ts';
import type { AsteriskSurvey, SipTransport } from '../../host/asterisk-survey.ts';
import { isPrivate } from '../../nat/networks.ts';
import type { ConfigWish, Site, Way } from '../config/config-wish.ts';
import { findTransport, isWildcard } from './find-transport.ts';

/** Of a person, or the defaults. */
export interface Answers {
  readonly way: Way;
  readonly address: string;
  readonly publicAddress?: string;
  readonly sites: readonly Site[];
  readonly hasAri: boolean;
  readonly hasPolicy: boolean;
  /** Asterisk's, where it has several. */
  readonly sipPort?: number | undefined;
}

/** The machine, as far as a wish needs it. */
export interface Surroundings {
  readonly survey: AsteriskSurvey;
  /** CIDR text, of its interfaces. */
  readonly networks: readonly string[];
  /** UDP ports that others have. */
  readonly busyPorts: ReadonlySet<number>;
  /** Directory of farend.yaml. */
  readonly configDirectory: string;
  readonly state: string;
  readonly run: string;
}

const USERNAME = 'farend';
const LOOPBACK = '127.0.0.1';
const FIRST_PORT = 5070;
const ASTERISK_SIDE_PORT = 5062;
const HEP_ADDRESS = '127.0.0.1:9060';

export function makeConfigWish(answers: Answers, around: Surroundings): ConfigWish {
  const { survey, configDirectory, state, run } = around;
  const { way, address, publicAddress, sites, hasAri, hasPolicy } = answers;
  const { manager, http } = survey.services;
  const transport = findTransport(survey, answers);
  const [listenPort, divertedPort, asteriskSidePort] = findPorts(around);
  const sip = { address: isWildcard(transport.address) ? address : transport.address };
  return {
    way,
    address,
    ...(publicAddress !== undefined && { publicAddress }),
    sites,
    listenPort,
    divertedPort,
    asteriskSidePort,
    sip: { ...sip, port: transport.port },
    localNetworks: listLocalNetworks(around, transport),
    ami: {
      host: manager.isEnabled ? toReachable(manager.address) : LOOPBACK,
      port: manager.port,
      username: USERNAME,
      secretFile: join(configDirectory, 'ami-secret'),
    },
    ...(hasAri && {
      ari: {
        url: `http://${formatHost(http.isEnabled ? toReachable(http.address) : LOOPBACK)}:${http.port}`,
        username: USERNAME,
        passwordFile: join(configDirectory, 'ari-password'),
      },
    }),
    ...(way === 'watch' && survey.drivers.includes('chan_pjsip') && { hep: HEP_ADDRESS }),
    ...(hasPolicy && { policyDirectory: join(survey.asterisk.configDirectory, 'farend.d') }),
    state,
    run,
  };
}

/** Whether ARI can be had: its client looks for /ari at the top of the HTTP server. */
export function mayHaveAri({ services, loadedModules }: AsteriskSurvey): boolean {
  return services.http.prefix === '' && (loadedModules?.includes('res_ari') ?? true);
}

/** What Asterisk calls local, and the private networks that this machine is in. */
function listLocalNetworks(
  { networks }: Surroundings,
  { localNets }: SipTransport,
): readonly string[] {
  const near = networks.filter((network) => {
    const [address = ''] = network.split('/');
    return isPrivate(address) && !isLoopback(address);
  });
  return [...new Set([...near, ...localNets])];
}

/** Two for phones, and farend's own towards Asterisk. */
function findPorts({ busyPorts, survey }: Surroundings): [number, number, number] {
  const taken = new Set([...busyPorts, ...survey.transports.map(({ port }) => port)]);
  let port = FIRST_PORT;
  while (taken.has(port) || taken.has(port + 1)) port += 2;
  let side = ASTERISK_SIDE_PORT;
  while (taken.has(side) || side === port || side === port + 1) side += 1;
  return [port, port + 1, side];
}

function toReachable(address: string): string {
  return isWildcard(address) ? LOOPBACK : address;
}
