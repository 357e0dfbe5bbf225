// Asterisk listens with UDP where farend sends to, and nowhere where farend listens itself.

import { formatAddressPort, parseIpAddress } from '../../base/ip-address.ts';
import type { TransportAddress } from '../../config/farend-config.ts';
import type { AsteriskFacts } from '../asterisk/asterisk-facts.ts';
import { checkEach } from '../asterisk/check-each.ts';
import { filesOf } from '../asterisk/conf-places.ts';
import { listTransports, type Transport } from '../asterisk/transports.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isSeen } from '../looked.ts';
import { fail, pass, skip } from '../results.ts';

export const check: DoctorCheck = {
  name: 'transports',
  title: 'Asterisk listens where farend sends to',
  check: checkEach(judge),
};

const RESTART = 'asterisk -rx "core restart when convenient"';

function judge(asterisk: AsteriskFacts, facts: DoctorFacts): CheckResult[] {
  const files = filesOf(asterisk);
  const { sip, ami } = asterisk;
  if (files === undefined || sip === undefined)
    return [skip("Asterisk's files are not at hand: what it listens on is not known here")];
  const modules = isSeen(ami) ? ami.seen.modules : undefined;
  const transports = listTransports(files).filter(
    ({ driver }) => modules === undefined || modules.get(driver) !== false,
  );
  const reached = transports.filter((transport) => isAt(transport, sip));
  const own = { ...facts.config.proxy };
  const clashes = own.listen.flatMap((listen) =>
    transports.filter((transport) => isAt(transport, listen)),
  );
  return [
    ...(reached.length > 0
      ? [
          pass(
            `Asterisk listens on ${formatAddressPort(sip.address, sip.port)}`,
            reached.map(describe),
          ),
        ]
      : [tellUnreached(sip, transports, facts, files.directory)]),
    ...clashes.map((transport) => tellClash(transport)),
  ];
}

function isAt({ protocol, address, port }: Transport, wanted: TransportAddress): boolean {
  const isAny = address === '0.0.0.0' || address === '::';
  return (
    protocol === 'udp' &&
    port === wanted.port &&
    (isAny ||
      wanted.address === '0.0.0.0' ||
      (parseIpAddress(address) ?? address) === wanted.address)
  );
}

function tellUnreached(
  sip: TransportAddress,
  transports: readonly Transport[],
  { config, configFile }: DoctorFacts,
  directory: string,
): CheckResult {
  const wanted = formatAddressPort(sip.address, sip.port);
  const udp = transports.find(({ protocol }) => protocol === 'udp');
  const address = udp && (udp.address === '0.0.0.0' ? sip.address : udp.address);
  const apply = 'farend check, then systemctl restart farend';
  // What phones write to has to be a port of Asterisk's.
  const diverted = config.proxy.listen.some(({ divertedFrom }) => divertedFrom === sip.port);
  return fail(
    `farend sends to ${wanted} (proxy.asterisk), and Asterisk does not listen there with UDP`,
    {
      evidence: transports.map(describe),
      changes:
        udp === undefined || address === undefined
          ? [
              {
                where: `${directory}/pjsip.conf`,
                to: `[transport-farend]\ntype = transport\nprotocol = udp\nbind = ${wanted}`,
                then: RESTART,
              },
            ]
          : [
              {
                where: `${configFile}: proxy.asterisk`,
                from: `udp://${wanted}`,
                to: `udp://${formatAddressPort(address, udp.port)}`,
                then: apply,
              },
              ...(diverted
                ? [
                    {
                      where: `${configFile}: proxy.listen`,
                      from: `divertedFrom: ${sip.port}`,
                      to: `divertedFrom: ${udp.port}`,
                      then: apply,
                    },
                  ]
                : []),
            ],
    },
  );
}

function tellClash(transport: Transport): CheckResult {
  const { where, line, address } = transport;
  return fail('Asterisk listens where farend is to listen (proxy.listen): only one of them can', {
    evidence: [describe(transport)],
    changes: [
      {
        where,
        ...(line !== undefined && { from: line }),
        to: `${line?.split('=')[0]?.trim() ?? 'bind'} = ${formatAddressPort(address, 5080)}`,
        then: `${RESTART}, and the same port in proxy.asterisk; or leave Asterisk its port, and use farend divert`,
      },
    ],
  });
}

function describe({ name, protocol, address, port, where }: Transport): string {
  return `${where}: ${name} listens on ${protocol} ${formatAddressPort(address, port)}`;
}
