// Trunks that Asterisk knows by their address still come from that address, or are known by what farend
// says of it.

import { createNetworkSet } from '../../nat/networks.ts';
import { toCidr } from '../asterisk/access-list.ts';
import type { AsteriskFacts, EndpointFacts, NamedSettings } from '../asterisk/asterisk-facts.ts';
import { checkEndpoints } from '../asterisk/check-each.ts';
import {
  changePjsip,
  filesOf,
  findVariable,
  formatPlace,
  listPjsipSections,
  RELOAD_PJSIP,
} from '../asterisk/conf-places.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { fail, pass, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'trunks',
  title: 'Trunks are known whichever way they come',
  check: checkEndpoints(judge),
};

interface Known {
  readonly endpoint: string;
  readonly identify: NamedSettings;
  /** Addresses and networks. */
  readonly networks: readonly string[];
}

function judge(
  endpoints: readonly EndpointFacts[],
  asterisk: AsteriskFacts,
  facts: DoctorFacts,
): CheckResult[] {
  const all = endpoints.flatMap(listKnown).filter(({ networks }) => !isFarend(networks, asterisk));
  const known = all.filter(({ networks }) => networks.length > 0);
  const results = known.flatMap((one) => judgeOne(one, all, asterisk, facts));
  if (results.length > 0) return results;
  return [pass(sayKnown(known.length))];
}

function sayKnown(count: number): string {
  if (count === 0) return 'No trunk is known by its address';
  if (count === 1) return '1 trunk is known by its address, and reaches Asterisk as before';
  return `${count} trunks are known by their address, and reach Asterisk as before`;
}

function listKnown({ state, identifies }: EndpointFacts): Known[] {
  return identifies.map((identify) => ({
    endpoint: state.name,
    identify,
    networks: (identify.settings.get('match') ?? '')
      .split(',')
      .flatMap((match) => toCidr(match.trim()) ?? []),
  }));
}

function judgeOne(
  { endpoint, identify, networks }: Known,
  all: readonly Known[],
  asterisk: AsteriskFacts,
  { config, configFile }: DoctorFacts,
): CheckResult[] {
  const trunks = createNetworkSet(config.proxy.trunks);
  const through = networks.filter((network) => trunks.has(network.replace(/\/.*/, '')));
  const hasHeader = all.some(
    (other) =>
      other.endpoint === endpoint &&
      /^X-Farend-Source:/i.test(other.identify.settings.get('matchheader') ?? ''),
  );
  if (through.length > 0 && !hasHeader) {
    const address = through[0]?.replace(/\/.*/, '') ?? '';
    const object = { type: 'identify', name: identify.name };
    return [
      fail(
        `${endpoint} comes by way of farend (proxy.trunks), so that Asterisk sees farend's address and not ${through.join(', ')}: its calls are refused`,
        {
          changes: [
            changePjsip(filesOf(asterisk), object, 'match_header', `X-Farend-Source: ${address}`),
          ],
        },
      ),
    ];
  }
  if (through.length > 0) return judgeOrder(endpoint, asterisk);
  if (!takesPublicPort(asterisk, config.proxy)) return [];
  return [
    warn(
      `farend has the port that providers write to, and Asterisk another one: calls of ${endpoint} from ${networks.join(', ')} would come by way of farend as a stranger's`,
      {
        changes: [
          {
            where: `${configFile}: proxy.trunks`,
            to: `trunks: [${[...config.proxy.trunks, ...networks].join(', ')}]`,
            then: `systemctl reload farend, and match_header = X-Farend-Source: ADDRESS in identify ${identify.name}; or let the provider send to Asterisk's own port`,
          },
        ],
      },
    ),
  ];
}

/** A header is looked at only where `endpoint_identifier_order`, if there is one, has it. */
function judgeOrder(endpoint: string, asterisk: AsteriskFacts): CheckResult[] {
  const [global] = listPjsipSections(filesOf(asterisk), 'global');
  const line = findVariable(global, 'endpoint_identifier_order');
  if (line === undefined || line.value.split(',').some((way) => way.trim() === 'header')) return [];
  return [
    fail(`${endpoint} comes by way of farend, and Asterisk looks at no header to know it by`, {
      changes: [
        {
          where: formatPlace(line),
          from: `${line.name} = ${line.value}`,
          to: `${line.name} = header,${line.value}`,
          then: RELOAD_PJSIP,
        },
      ],
    }),
  ];
}

/** SIP's own port is farend's, and not by divert, which leaves trunks out. */
function takesPublicPort(
  { sip }: AsteriskFacts,
  { listen }: DoctorFacts['config']['proxy'],
): boolean {
  return (
    sip?.port !== 5060 &&
    listen.some(({ port, divertedFrom }) => port === 5060 && divertedFrom === undefined)
  );
}

/** Told by identify-farend. */
function isFarend(networks: readonly string[], { farendAddresses }: AsteriskFacts): boolean {
  const set = createNetworkSet(networks);
  return farendAddresses.some((address) => set.has(address));
}
