// A person has a phone forgotten that is still registered: farend asks Asterisk anew, and says what that
// has of it, until the phone's next REGISTER.

import { afterEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../src/api/http/device-schema.ts';
import { askApi } from '../../support/ask-api.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { createCompanionOffice } from '../../support/companion-office.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { type Expected, Story } from './story.ts';

const flavours = listFlavours(await findProvisioned());
const working: Expected = { registered: true, verdict: 'working', leg: 'none' };
const DEADLINE_MS = 20_000;

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('still has the contact of a phone that is forgotten', async () => {
    const endpoints = [{ name: '4001', qualifyFrequency: 1 }];
    const scene = await createCompanionOffice({ flavour, endpoints });
    const story = new Story(scene, '4001', 0);
    const phone = await story.startPhone();
    await phone.register();
    await story.see(working);

    await askApi(scene.farend.apiPath, '/v1/devices/4001', 'DELETE');
    const device = await waitForContact(story);
    await phone.register();
    const after = await story.see(working);

    expect(device).toMatchObject({ verdict: { value: 'ok' }, received: null });
    expect(await story.readDevices()).toHaveLength(1);
    expect(after.registered).toBe(true);
  });
});

/** Registered, as far as Asterisk says, and unknown to the wire. */
function waitForContact(story: Story): Promise<Device> {
  const ask = async (): Promise<Device | undefined> => {
    const devices = await story.readDevices();
    return devices?.find(({ registered, received }) => registered && received === null);
  };
  return pollUntil(ask, { timeoutMs: DEADLINE_MS, what: 'the contact' });
}
