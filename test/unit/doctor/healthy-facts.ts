// Facts of a machine on which all is well: a test changes the one that it is about.

import { parseConfig } from '../../../src/config/load-config.ts';
import type { CheckResult, DoctorCheck } from '../../../src/doctor/doctor-check.ts';
import type { DoctorFacts } from '../../../src/doctor/doctor-facts.ts';
import type { Exchange, ListenPath } from '../../../src/doctor/path/path-facts.ts';

export const CONFIG_FILE = '/etc/farend/farend.yaml';

const USUAL = {
  proxy: { listen: ['udp://203.0.113.10:5070'], asterisk: ['udp://203.0.113.10:5060'] },
};

/** What `farend.yaml` would say, as an object. */
export function configOf(sections: object = {}): DoctorFacts['config'] {
  const text = JSON.stringify({ ...USUAL, state: '/var/lib/farend', ...sections });
  const parsed = parseConfig(text, CONFIG_FILE);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ what }) => what).join(', '));
  return parsed.config;
}

export const challenged: Exchange = {
  answer: {
    statusCode: 401,
    reasonPhrase: 'Unauthorized',
    received: '203.0.113.10',
    rport: '41234',
    challenges: ['Digest realm="asterisk",nonce="1",algorithm=MD5'],
    contacts: [],
    server: 'Asterisk PBX 22.10.1',
  },
  answeredFrom: '203.0.113.10:5060',
  roundTripMs: 2.5,
};

export const listenPath: ListenPath = {
  name: '203.0.113.10:5070',
  source: '203.0.113.10:41234',
  isAlive: true,
  options: challenged,
  register: challenged,
};

export function factsOf(changed: Partial<DoctorFacts> = {}): DoctorFacts {
  return {
    config: configOf(),
    configFile: CONFIG_FILE,
    asterisks: [],
    machine: { time: 0 },
    path: {
      asteriskSide: '203.0.113.10:5062',
      listens: [listenPath],
      asterisks: [{ name: '203.0.113.10:5060', options: challenged }],
    },
    ...changed,
  };
}

/** The only result of a check. */
export function judge(check: DoctorCheck, facts: DoctorFacts): CheckResult {
  const [result, ...others] = check.check(facts);
  if (result === undefined || others.length > 0)
    throw new Error(`${check.name} has ${others.length + 1} results`);
  return result;
}
