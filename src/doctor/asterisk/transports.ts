// Where Asterisk's files let it listen for SIP, with the line that says so.

import type { Variable } from '../../asterisk/conf/configuration.ts';
import type { SipTransport } from '../../host/asterisk-survey.ts';
import { listPjsipTransports } from '../../host/survey/pjsip-transports.ts';
import { listSipTransports } from '../../host/survey/sip-transports.ts';
import type { ConfFacts } from './asterisk-facts.ts';
import { findSections, findVariable, formatPlace } from './conf-places.ts';

export type Transport = Pick<SipTransport, 'driver' | 'name' | 'protocol' | 'address' | 'port'> & {
  /** File and line. */
  readonly where: string;
  /** What stands there: `bind = 0.0.0.0:5060`; undefined: it is the default. */
  readonly line: string | undefined;
};

export function listTransports(files: ConfFacts): readonly Transport[] {
  const { configurations } = files;
  return [
    ...listPjsipTransports(configurations.get('pjsip.conf')),
    ...listSipTransports(configurations.get('sip.conf')),
  ].map((transport) => addLine(transport, files));
}

function addLine(
  { driver, name, protocol, address, port, place }: SipTransport,
  files: ConfFacts,
): Transport {
  const line = findLine(files, driver, name);
  return {
    driver,
    name,
    protocol,
    address,
    port,
    where: formatPlace(line ?? place),
    line: line && `${line.name} = ${line.value}`,
  };
}

function findLine(
  files: ConfFacts,
  driver: SipTransport['driver'],
  name: string,
): Variable | undefined {
  const isSip = driver === 'chan_sip';
  const settings = isSip ? ['udpbindaddr', 'bindaddr', 'bindport'] : ['bind'];
  const section = findSections(files, isSip ? 'sip.conf' : 'pjsip.conf', name).find(
    (one) => isSip || findVariable(one, 'type')?.value === 'transport',
  );
  return settings.flatMap((setting) => findVariable(section, setting) ?? [])[0];
}
