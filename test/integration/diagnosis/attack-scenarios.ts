// What others do who are no phones of the house.

import { FAREND } from '../../support/farend-office.ts';
import { formatRawRequest, renewBranch } from '../../support/phone/raw-request.ts';
import { LASTING_S } from './place.ts';
import type { Scenario } from './scenario.ts';

const BOTH = ['chan_pjsip', 'chan_sip'] as const;

export const attackScenarios: readonly Scenario[] = [
  {
    finding: 'replayed-credentials',
    title: 'of an address that sends a REGISTER which it has captured',
    endpoints: [{ name: '4141' }],
    cause: async (place) => {
      const victim = await place.startPhone({ username: '4141' });
      const { messages } = await victim.register({ expires: LASTING_S });
      const sniffed = messages.findLast(({ direction }) => direction === 'sent')?.text ?? '';
      const thief = await place.startOnInternet({ username: '4141' });
      await thief.send(renewBranch(sniffed), FAREND);
      return undefined;
    },
    expected: {
      severity: 'warning',
      subject: 'address',
      at: 'internet',
      evidence: /had first/,
      remedy: /Change the password of the account/,
      withinMs: 120_000,
    },
  },
  {
    finding: 'brute-force',
    title: 'of an address that guesses the password of an account',
    drivers: BOTH,
    endpoints: [{ name: '4142' }],
    cause: async (place) => {
      const options = { username: '4142', password: 'guessed', timeoutMs: 500 };
      const attacker = await place.startOnInternet(options);
      for (let tries = 0; tries < 12; tries += 1) await attacker.register({ newCallId: true });
      return undefined;
    },
    expected: {
      severity: 'warning',
      subject: 'address',
      at: 'internet',
      evidence: /it tries 4142/,
      remedy: /farend bans/,
    },
    aside: ['auth-failed', 'acl-refused'],
  },
  {
    finding: 'scanner',
    title: 'of a program that says who it is',
    drivers: BOTH,
    endpoints: [],
    cause: async (place) => {
      const program = await place.startOnInternet({ username: '100' });
      const options = {
        method: 'OPTIONS',
        requestUri: `sip:100@${FAREND}`,
        user: '100',
        sentBy: `${place.internetAddress}:5060`,
        headers: { 'User-Agent': 'friendly-scanner' },
      };
      await program.send(formatRawRequest(options), FAREND);
      return undefined;
    },
    expected: {
      severity: 'info',
      subject: 'farend',
      at: 'internet',
      evidence: /friendly-scanner/,
      remedy: /long random passwords/,
    },
  },
];
