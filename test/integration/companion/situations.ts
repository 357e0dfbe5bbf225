// What may happen to a phone, and what its record shows then. Each situation has an endpoint and an
// address in the office of its own, so that all of them share one Asterisk.

import { expect } from 'vitest';
import { deviceListSchema } from '../../../src/api/http/answer-schemas.ts';
import { askApi } from '../../support/ask-api.ts';
import type { ChannelDriver, EndpointOptions } from '../../support/asterisk/asterisk-options.ts';
import type { Expected, Story } from './story.ts';

export interface Situation {
  readonly title: string;
  /** Of its endpoint, and of the phone. */
  readonly name: string;
  /** Undefined: Asterisk has none of that name. */
  readonly endpoint: Partial<EndpointOptions> | undefined;
  /** Default: both. */
  readonly driver?: ChannelDriver;
  readonly play: (story: Story) => Promise<unknown>;
}

const NOBODY = ['deny = 0.0.0.0/0.0.0.0', 'permit = 192.0.2.1/255.255.255.255'];
const QUALIFIED = { qualifyFrequency: 1 };
const SHORTEST_S = 5;

const working: Expected = { registered: true, verdict: 'working', leg: 'none' };

export const situations: readonly Situation[] = [
  {
    title: 'registers',
    name: '4001',
    endpoint: {},
    play: async (story) => {
      const phone = await story.startPhone();
      await phone.register();
      await story.see(working);
      expect(await story.readVerdictLines()).toHaveLength(1);
    },
  },
  {
    title: 'refreshes from a port that its router has just given it',
    name: '4002',
    endpoint: {},
    play: async (story) => {
      const phone = await story.startPhone();
      await phone.register();
      const before = await story.see(working);
      await story.scene.office.site.forgetBindings(story.address);
      await phone.register();
      const after = await story.see(working);
      expect(after.id).toBe(before.id);
      expect(after.flows.map(({ source }) => source)).toEqual([after.received, before.received]);
    },
  },
  {
    title: 'does not refresh, and comes back',
    name: '4003',
    endpoint: {},
    play: async (story) => {
      const phone = await story.startPhone();
      await phone.register({ expires: SHORTEST_S });
      const { expiresAt } = await story.see(working);
      await story.see(
        { registered: false, verdict: 'unreachable', leg: 'phone-to-proxy' },
        { causedAt: Date.parse(expiresAt ?? '') },
      );
      await phone.register();
      await story.see(working);
    },
  },
  {
    title: 'takes its registration back',
    name: '4004',
    endpoint: {},
    play: async (story) => {
      const phone = await story.startPhone();
      await phone.register();
      await story.see(working);
      await phone.unregister();
      await story.see({ registered: false, verdict: 'unknown', leg: 'none' });
    },
  },
  {
    title: 'has a wrong password, until it is mended',
    name: '4005',
    endpoint: {},
    play: async (story) => {
      const phone = await story.startPhone({ password: 'wrong-4005' });
      await phone.register();
      await story.see({
        registered: false,
        verdict: 'failing',
        leg: 'credentials',
        because: /^Asterisk says: the password for account 4005 is wrong$/,
      });
      await phone.stop();
      const { address } = story;
      const mended = await story.startPhone({ address });
      await mended.register();
      await story.see(working, { address });
      expect(await story.readDevices()).toHaveLength(1);
    },
  },
  {
    title: 'has an account that Asterisk does not have',
    name: '4906',
    endpoint: undefined,
    play: async (story) => {
      const phone = await story.startPhone();
      await phone.register();
      await story.see({
        registered: false,
        verdict: 'failing',
        leg: 'credentials',
        because: /^Asterisk says: it knows no such account/,
      });
      // Found by its name, and nobody who looks for phones has to look past it.
      const { text } = await askApi(story.scene.farend.apiPath, '/v1/devices');
      const { devices, strangers } = deviceListSchema.parse(JSON.parse(text));
      expect(devices.map(({ endpoint }) => endpoint)).not.toContain('4906');
      expect(strangers).toBeGreaterThan(0);
    },
  },
  {
    title: 'is refused by an access list',
    name: '4007',
    endpoint: { lines: NOBODY },
    play: async (story) => {
      const phone = await story.startPhone();
      await phone.register();
      await story.see({
        registered: false,
        verdict: 'failing',
        leg: 'policy',
        because: /^Asterisk says: an access list of account 4007 refuses it/,
      });
    },
  },
  {
    title: 'has a contact that is refused',
    name: '4010',
    endpoint: { lines: ['contact_deny = 0.0.0.0/0.0.0.0'] },
    driver: 'chan_pjsip',
    play: async (story) => {
      const phone = await story.startPhone();
      await phone.register();
      await story.see({
        registered: false,
        verdict: 'failing',
        leg: 'policy',
        because: /access list of account 4010 refuses it \(not_match_endpoint_contact_acl\)$/,
      });
    },
  },
  {
    title: 'has a contact that is refused',
    name: '4010',
    endpoint: { lines: ['contactdeny = 0.0.0.0/0.0.0.0'] },
    driver: 'chan_sip',
    play: async (story) => {
      const phone = await story.startPhone();
      await phone.register();
      await story.see({ registered: false, verdict: 'failing', leg: 'policy' });
    },
  },
  {
    title: 'is one contact too many',
    name: '4008',
    endpoint: { maxContacts: 1 },
    driver: 'chan_pjsip',
    play: async (story) => {
      const first = await story.startPhone();
      await first.register();
      await story.see(working);
      const second = await story.startPhone();
      await second.register();
      await story.see({
        registered: false,
        verdict: 'failing',
        leg: 'policy',
        because: /registrar_attempt_exceeds_maximum_configured_contacts/,
      });
      await story.see(working, { address: story.addressOf(0) });
    },
  },
  {
    title: 'loses its place to another phone, by remove_existing',
    name: '4011',
    endpoint: { maxContacts: 1, removeExisting: true },
    driver: 'chan_pjsip',
    play: async (story) => {
      const first = await story.startPhone();
      await first.register();
      await story.see(working);
      const second = await story.startPhone();
      await second.register();
      await story.see(working);
      await story.see(
        { registered: false, verdict: 'unreachable', leg: 'policy' },
        { address: story.addressOf(0) },
      );
    },
  },
  {
    title: 'loses its place to another phone of the same peer',
    name: '4008',
    endpoint: {},
    driver: 'chan_sip',
    play: async (story) => {
      const first = await story.startPhone();
      await first.register();
      await story.see(working);
      const second = await story.startPhone();
      await second.register();
      await story.see(working);
      await story.see(
        { registered: false, verdict: 'unreachable', leg: 'policy' },
        { address: story.addressOf(0) },
      );
    },
  },
  {
    title: 'falls silent, and answers again',
    name: '4009',
    endpoint: QUALIFIED,
    play: async (story) => {
      const phone = await story.startPhone();
      await phone.register();
      await story.see(working);
      const behave = (deaf: boolean) => () => phone.behave({ deaf });
      await story.untilAsteriskSays(/4009.* is now unreachable/i, behave(true));
      await story.see({ registered: true, verdict: 'unreachable', leg: 'proxy-to-phone' });
      await story.untilAsteriskSays(/4009.* is now reachable/i, behave(false));
      await story.see(working);
    },
  },
];
