// The examples of asterisk-conf, as they are but for the addresses: Asterisk starts with them, and they
// do what stands in them.

import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { listFlavours } from '../support/asterisk/flavours.ts';
import { ASTERISK_SIDE, createFarendOffice } from '../support/farend-office.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const PROVIDER = '203.0.113.80';

afterEach(stopEverything);

/** A file of asterisk-conf, with the lab's addresses in place of the example's. */
function readExample(name: string): string {
  const text = readFileSync(new URL(`../../asterisk-conf/${name}`, import.meta.url), 'utf8');
  return text.replaceAll('192.0.2.10', PBX_ADDRESS).replaceAll('198.51.100.20', PROVIDER);
}

const pjsipFiles = {
  'pjsip.conf': `${readExample('pjsip/behind-farend.conf')}\n${readExample('pjsip/trunks.conf')}`,
};
const sipFiles = { 'sip.conf': readExample('sip/behind-farend.conf') };

test.each(flavours)('$title: a phone registers and is reached', async (flavour) => {
  const isChanSip = flavour.driver === 'chan_sip';
  const files = isChanSip ? sipFiles : pjsipFiles;
  const { office } = await createFarendOffice({ flavour, endpoints: [], files });
  const phone = await office.startPhone({
    username: '4001',
    password: 'change-me',
    rport: false,
  });

  const { outcome } = await phone.register();
  await phone.waitForRequest('OPTIONS', 20_000);
  const contacts = isChanSip ? [] : await office.asterisk.contacts('4001');

  expect(outcome).toBe('accepted');
  expect(contacts.map(({ uri }) => uri)).toEqual(
    isChanSip ? [] : [expect.stringContaining(`${ASTERISK_SIDE};fe=`)],
  );
});

test.each(flavours.filter(({ driver }) => driver === 'chan_pjsip'))(
  '$title: a trunk is told by the header of farend, on a FreePBX too',
  async (flavour) => {
    const append = {
      'pjsip.conf': readExample('freepbx/pjsip_custom_post.conf').replace(
        '[provider-through-farend]',
        '[provider-on-freepbx]',
      ),
    };
    const { office } = await createFarendOffice({
      flavour,
      endpoints: [],
      files: pjsipFiles,
      append,
    });

    const identifies = await office.asterisk.cli('pjsip show identifies');
    const settings = await office.asterisk.cli('pjsip show settings');

    expect(identifies).toMatch(/provider-through-farend\/provider/);
    expect(identifies).toMatch(/provider-on-freepbx\/provider/);
    expect(identifies).toContain(`X-Farend-Source: ${PROVIDER}`);
    expect(settings).toContain('header,ip,username,anonymous');
  },
);
