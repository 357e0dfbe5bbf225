// Calls in every mixture of Asterisk's NAT settings, for phones behind a real router that offer no
// rport: the phone's own, which Asterisk ends, and Asterisk's to the phone, which it ends too. Path mode has a file of its own.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EndpointOptions } from '../../support/asterisk/asterisk-options.ts';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { listCorrespondents, ONLY_FAREND } from '../../support/call-scene.ts';
import { createFarendOffice, type FarendOffice } from '../../support/farend-office.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const noYes = [false, true];

interface Mixture extends EndpointOptions {
  readonly title: string;
  readonly host: number;
}

/** chan_sip has no rewrite_contact. */
function listMixtures({ driver }: AsteriskFlavour): Mixture[] {
  const settings = noYes.flatMap((forceRport) =>
    (driver === 'chan_sip' ? [false] : noYes).flatMap((rewriteContact) =>
      noYes.map((supportPath) => ({ forceRport, rewriteContact, supportPath })),
    ),
  );
  return settings.map((setting, index) => {
    const { forceRport, rewriteContact, supportPath } = setting;
    const nat = forceRport ? 'force_rport,comedia' : 'no';
    const words =
      driver === 'chan_sip' ? `nat=${nat}` : `force_rport=${forceRport} rewrite=${rewriteContact}`;
    const title = `${words} path=${supportPath}`;
    return { ...setting, title, name: String(4001 + index), host: 51 + index, nat };
  });
}

describe.each(flavours)('$title', (flavour) => {
  const mixtures = listMixtures(flavour);
  const technology = flavour.driver === 'chan_sip' ? 'SIP' : 'PJSIP';
  let scene: FarendOffice;

  beforeAll(async () => {
    scene = await createFarendOffice({
      flavour,
      endpoints: mixtures,
      site: { hosts: 20 },
    });
  });
  afterAll(stopEverything);

  describe('calls and is called', { concurrent: true }, () => {
    test.each(mixtures)('$title', async ({ name, host }) => {
      const phone = await scene.office.startPhone({
        username: name,
        address: `192.168.1.${host}`,
        rport: false,
        calls: { final: 'answer' },
      });

      await phone.register();
      const outgoing = await phone.call('9006');
      await outgoing.waitUntilConfirmed();
      const firstBye = await outgoing.waitForRequest('BYE');
      await scene.office.asterisk.cli(`channel originate ${technology}/${name} application Wait 1`);
      const incoming = await phone.waitForCall();
      await incoming.waitUntilConfirmed();
      const secondBye = await incoming.waitForRequest('BYE');

      const uri = `sip:${name}@192.168.1.${host}:5060`;
      for (const bye of [firstBye, secondBye]) expect(bye).toContain(`BYE ${uri} SIP/2.0\r\n`);
      expect(listCorrespondents(phone)).toEqual(ONLY_FAREND);
    });
  });
});
