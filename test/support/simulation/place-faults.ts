// What can be wrong with a place, a trunk, or farend's own world, by the name of the finding that must
// tell it; each says what its subject is.

import type { FindingName } from '../../../src/diagnosis/finding.ts';
import { formatReplayDetail } from '../../../src/observation/replay-detail.ts';
import { tellDialog } from './simulated-calls.ts';
import type { SimulatedPhone } from './simulated-phone.ts';
import { ASTERISK_SIP, type Simulation } from './simulation.ts';
import { guessPasswords } from './strangers.ts';

const ATTACKER = '198.51.100.66';
const THIEF = '198.51.100.67';
const PROVIDER = '198.51.100.68';

/** Others than phones; the last three are down for a quarter of an hour. */
export const placeFaults: Readonly<
  Partial<Record<FindingName, (simulation: Simulation) => string>>
> = {
  'site-down': (simulation) => {
    const office = simulation.offices[2] as Simulation['offices'][number];
    office.isOnline = false;
    for (const phone of simulation.phones)
      if (phone.office === office) simulation.asterisk.reconsider(phone);
    return `site ${office.name}`;
  },
  'replayed-credentials': ({ listener, schedule }) => {
    listener.onNotice({
      kind: 'credentials-replayed',
      time: schedule.now,
      source: THIEF,
      count: 4,
      detail: formatReplayDetail('REGISTER', '203.0.113.1'),
    });
    return `address ${THIEF}`;
  },
  'brute-force': (simulation) => {
    guessPasswords(simulation, simulation.phones[0] as SimulatedPhone, ATTACKER, 200);
    return `address ${ATTACKER}`;
  },
  'trunk-unmatched': ({ phones, schedule }) => {
    const source = `${PROVIDER}:5060`;
    tellDialog(phones[0] as SimulatedPhone, `trunk-${schedule.now}`, {
      kind: 'refused',
      method: 'INVITE',
      statusCode: 401,
      isTrunk: true,
      username: undefined,
      nonce: undefined,
      responseTag: undefined,
      ...{ source, aor: '', device: undefined },
    });
    return `address ${PROVIDER}`;
  },
  'asterisk-down': (simulation) => {
    tellAsterisk(simulation, 'asterisk-down');
    simulation.asterisk.isUp = false;
    simulation.schedule.after(OUTAGE_MS, () => {
      tellAsterisk(simulation, 'asterisk-up');
      simulation.asterisk.restart();
    });
    return 'asterisk main';
  },
  'ami-down': ({ asterisk }) => {
    asterisk.cutAmi(OUTAGE_MS, 'the connection was refused');
    return 'asterisk main';
  },
  'proxy-down': (simulation) => {
    simulation.setProxy(false, 'farend.sock is not there');
    simulation.schedule.after(OUTAGE_MS, () => simulation.setProxy(true));
    return 'farend';
  },
};

const OUTAGE_MS = 120_000;

/** The proxy notices that Asterisk is silent, or answers again. */
export function tellAsterisk(
  { listener, schedule }: Simulation,
  kind: 'asterisk-down' | 'asterisk-up',
): void {
  listener.onNotice({
    kind,
    time: schedule.now,
    source: '198.51.100.11',
    count: 1,
    detail: ASTERISK_SIP,
  });
}
