// What goes wrong in the calls of phones.

import type { Scenario } from './scenario.ts';

const SILENT_NUMBER = '9000';
const ECHO = '9002';

export const callScenarios: readonly Scenario[] = [
  {
    finding: 'media-unroutable',
    title: 'of a phone at its private address, which Asterisk takes at its word',
    drivers: ['chan_pjsip', 'chan_sip'],
    endpoints: [{ name: '4121' }],
    cause: async (place) => {
      const phone = await place.introducePhone({ username: '4121' });
      const call = await phone.call(ECHO);
      await call.waitUntilConfirmed();
      await call.hangUp();
      return undefined;
    },
    expected: {
      severity: 'warning',
      subject: 'device',
      evidence: /the phone at 203\.0\.113\.\d+:\d+ asked for media at 192\.168\.1\.50/,
      remedy: /rtp_symmetric=yes|nat=force_rport,comedia/,
    },
  },
  {
    finding: 'media-unroutable',
    title: 'of a phone that is told to send media to a private address',
    endpoints: [{ name: '4122', rtpSymmetric: true, mediaAddress: '10.0.0.10' }],
    cause: async (place) => {
      const phone = await place.introducePhone({ username: '4122' });
      const call = await phone.call(ECHO);
      await call.waitUntilConfirmed();
      await call.hangUp();
      return undefined;
    },
    expected: {
      severity: 'warning',
      subject: 'device',
      evidence: /SDP showed 10\.0\.0\.10 to the phone at 203\.0\.113\.\d+:\d+/,
      remedy: /proxy\.mediaAddress/,
    },
  },
  {
    finding: 'ack-missing',
    title: 'of a phone whose ACK never comes',
    drivers: ['chan_pjsip', 'chan_sip'],
    endpoints: [{ name: '4123', rtpSymmetric: true, nat: 'force_rport,comedia' }],
    cause: async (place) => {
      const phone = await place.introducePhone({ username: '4123', neverAcknowledges: true });
      const call = await phone.call(ECHO);
      await call.waitForResponse(200);
      return undefined;
    },
    expected: {
      severity: 'warning',
      subject: 'device',
      evidence:
        /Asterisk had sent its 200 to 203\.0\.113\.\d+:\d+ \d+ times more, and no ACK had come/,
      remedy: /SIP ALG/,
    },
  },
  {
    finding: 'in-dialog-lost',
    title: 'of a phone that a BYE does not reach',
    endpoints: [{ name: '4124', rtpSymmetric: true }],
    cause: async (place) => {
      const phone = await place.introducePhone({ username: '4124' });
      const call = await phone.call(SILENT_NUMBER);
      await call.waitUntilConfirmed();
      await phone.behave({ deaf: true });
      return undefined;
    },
    expected: {
      severity: 'warning',
      subject: 'device',
      evidence: /^BYE to 203\.0\.113\.\d+:\d+ came \d+ times more and had no answer/,
      remedy: /SIP ALG/,
      withinMs: 220_000,
    },
  },
  {
    finding: 'trunk-unmatched',
    title: 'of a provider whom Asterisk knows by the address that farend hides',
    endpoints: [],
    isProvider: true,
    cause: async (place) => {
      const provider = await place.startOnInternet({ username: 'provider', password: 'none' });
      const call = await provider.call(ECHO);
      await call.waitForEnd();
      return undefined;
    },
    expected: {
      severity: 'critical',
      subject: 'address',
      at: 'internet',
      evidence: /^INVITE from 203\.0\.113\.\d+:\d+ was answered 40\d/,
      remedy: /match_header = X-Farend-Source: 203\.0\.113\./,
    },
  },
];
