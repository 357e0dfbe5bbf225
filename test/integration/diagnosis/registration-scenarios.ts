// What goes wrong when phones register.

import { LASTING_S } from './place.ts';
import type { Scenario } from './scenario.ts';

const BOTH = ['chan_pjsip', 'chan_sip'] as const;
const NOBODY = ['deny = 0.0.0.0/0.0.0.0', 'permit = 192.0.2.1/255.255.255.255'];
const SHORTEST_S = 5;

export const registrationScenarios: readonly Scenario[] = [
  {
    finding: 'unknown-account',
    title: 'of a phone beside others, whose user name has a typing error',
    drivers: BOTH,
    endpoints: [{ name: '4101' }],
    cause: async (place) => {
      await place.registerPhone({ username: '4101' });
      const phone = await place.startPhone({ username: '4191' });
      for (let tries = 0; tries < 3; tries += 1) await phone.register();
      return undefined;
    },
    expected: {
      severity: 'warning',
      subject: 'device',
      account: '4191',
      evidence: /it registers as 4191/,
      remedy: /Compare the user name/,
    },
  },
  {
    finding: 'max-contacts',
    title: 'of the second phone of an account for one, until the first has gone',
    endpoints: [{ name: '4102', maxContacts: 1 }],
    cause: async (place) => {
      const first = await place.registerPhone({ username: '4102' });
      const second = await place.registerPhone({ username: '4102' });
      return async () => {
        await first.unregister();
        await second.register({ expires: LASTING_S });
      };
    },
    expected: {
      severity: 'warning',
      subject: 'device',
      evidence: /contacts/,
      remedy: /Raise max_contacts of AOR 4102/,
    },
  },
  {
    finding: 'acl-refused',
    title: 'of a phone that an access list of its account keeps out',
    drivers: BOTH,
    endpoints: [{ name: '4103', lines: NOBODY }],
    cause: async (place) => {
      await place.registerPhone({ username: '4103' });
      return undefined;
    },
    expected: {
      severity: 'warning',
      subject: 'device',
      evidence: /access list/,
      remedy: /farend’s address: the lists must permit it/,
    },
  },
  {
    finding: 'no-auth',
    title: 'of a phone whose account has no password',
    drivers: ['chan_pjsip'],
    endpoints: [{ name: '4104', auth: false }],
    cause: async (place) => {
      await place.registerPhone({ username: '4104' });
      return undefined;
    },
    expected: {
      severity: 'critical',
      subject: 'device',
      evidence: /a REGISTER without credentials from .* was accepted/,
      remedy: /auth section with a long random password/,
    },
  },
  {
    finding: 'toll-fraud',
    title: 'of a phone whose peer has no secret',
    drivers: ['chan_sip'],
    endpoints: [{ name: '4118', auth: false }],
    cause: async (place) => {
      await place.registerPhone({ username: '4118' });
      return undefined;
    },
    expected: {
      severity: 'critical',
      subject: 'device',
      evidence: /the peer 4118 has no secret/,
      remedy: /\[4118\]: secret=/,
    },
  },
  {
    finding: 'toll-fraud',
    title: 'of a peer that lets calls in without a password',
    drivers: ['chan_sip'],
    endpoints: [{ name: '4119', lines: ['insecure = port,invite'] }],
    cause: async (place) => {
      await place.registerPhone({ username: '4119' });
      return undefined;
    },
    expected: {
      severity: 'critical',
      subject: 'device',
      evidence: /the peer 4119 has insecure=port,invite/,
      remedy: /\[4119\]: insecure=no/,
    },
  },
  {
    finding: 'registration-lapsed',
    title: 'of a phone that does not refresh, until it does',
    drivers: BOTH,
    endpoints: [{ name: '4105' }],
    cause: async (place) => {
      const phone = await place.registerPhone({ username: '4105' }, SHORTEST_S);
      return () => phone.register({ expires: LASTING_S });
    },
    expected: {
      severity: 'info',
      subject: 'device',
      evidence: /nothing has come|ran out|expired/,
      remedy: /whether the phone has power and network; it was last at/,
      withinMs: 120_000,
    },
  },
  {
    finding: 'unreachable',
    title: 'of a phone that is registered and silent, until it answers again',
    drivers: BOTH,
    endpoints: [{ name: '4106', qualifyFrequency: 2 }],
    cause: async (place) => {
      const phone = await place.registerPhone({ username: '4106' });
      await phone.waitForRequest('OPTIONS');
      await phone.behave({ deaf: true });
      return () => phone.behave({ deaf: false });
    },
    expected: {
      severity: 'info',
      subject: 'device',
      evidence: /does not answer|no answer/,
      remedy: /Switch keep-alive on/,
      withinMs: 150_000,
    },
  },
  {
    finding: 'rebinding-storm',
    title: 'of an office whose router was started anew',
    endpoints: ['4161', '4162', '4163', '4164', '4165'].map((name) => ({ name })),
    cause: async (place) => {
      const phones = await Promise.all(
        ['4161', '4162', '4163', '4164', '4165'].map((username) =>
          place.registerPhone({ username }),
        ),
      );
      await place.site.rebootRouter();
      await Promise.all(phones.map((phone) => phone.register({ expires: LASTING_S })));
      return undefined;
    },
    expected: {
      severity: 'info',
      subject: 'address',
      evidence: /: from 203\.0\.113\.\d+:\d+ to 203\.0\.113\.\d+:\d+/,
      remedy: /If the router was started anew, nothing/,
    },
  },
  {
    finding: 'site-down',
    title: 'of an office from which nothing comes any more',
    endpoints: ['4171', '4172', '4173'].map((name) => ({ name })),
    cause: async (place) => {
      for (const username of ['4171', '4172', '4173'])
        await place.registerPhone({ username }, SHORTEST_S);
      return undefined;
    },
    expected: {
      severity: 'critical',
      subject: 'site',
      evidence: /4171 was last heard at .*, from 203\.0\.113\.\d+:\d+/,
      remedy: /has power and internet/,
      withinMs: 220_000,
    },
    aside: ['registration-lapsed'],
  },
  {
    finding: 'policy-drift',
    title: 'of a phone whose endpoint is not as the policy wants it',
    drivers: BOTH,
    endpoints: [{ name: '4107' }],
    cause: async (place) => {
      await place.registerPhone({ username: '4107' });
      return undefined;
    },
    expected: {
      severity: 'warning',
      subject: 'device',
      evidence:
        /^(rtp_symmetric is no, and should be yes|nat is no, and should be force_rport,comedia)$/,
      remedy: /^Or set it yourself, in the (endpoint|peer) 4107: .*; then reload chan_(pj)?sip\.$/,
    },
  },
];
