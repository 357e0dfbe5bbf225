// AMI cannot be asked: phones are still served, and nobody says any more whether Asterisk reaches them.

import type { AsteriskRule } from '../rule.ts';
import { describeOutage, hasBeenDown } from './outage.ts';

/** farend connects again within seconds; a reload or a restart of Asterisk takes up to half a minute. */
const DOWN_FOR_MS = 30_000;

export const amiDown: AsteriskRule = {
  kind: 'asterisk',
  name: 'ami-down',
  find({ name, ami }, { now }) {
    if (!hasBeenDown(ami, DOWN_FOR_MS, now)) return undefined;
    return {
      severity: 'critical',
      since: ami.since,
      summary: `farend cannot ask Asterisk ${name} through AMI.`,
      description:
        'Phones go on as before. What Asterisk says of them is missing: whether it reaches them, whom it refused and why.',
      evidence: describeOutage('AMI', ami),
      remedy: [
        'Look whether Asterisk runs: asterisk -rx "core show uptime"',
        'Look whether AMI is on and lets farend in: asterisk -rx "manager show settings", and the user of farend.yaml in manager.conf with its permit line',
        'Look at the log of farend: it says at each attempt why it failed',
      ],
    };
  },
};
