// Contacts that lead to farend: found by Asterisk's console alone, and gone without a restart of Asterisk;
// others stay.

import { type AddressInfo, connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { listReturns } from '../../src/install/contacts/farend-contact.ts';
import { listFarendContacts } from '../../src/install/contacts/list-contacts.ts';
import { type AriLogin, removeContacts } from '../../src/install/contacts/remove-contacts.ts';
import { listFlavours } from '../support/asterisk/flavours.ts';
import { ASTERISK_SIDE, createFarendOffice } from '../support/farend-office.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import { startTcpRelay } from '../support/network/tcp-relay.ts';
import type { Office } from '../support/office.ts';
import { own, stopEverything } from '../support/process/lifetime.ts';
import { pollUntil } from '../support/process/poll-until.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const EXPIRES_S = 600;
const ARI_PORT = 8088;
const HTTP_CONF = `[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport=${ARI_PORT}\n`;
const endpoints = ['4001', '4002'].map((name) => ({ name }));

afterEach(stopEverything);

/** ARI of the office, from out here. */
async function openAri({ pbx }: Office): Promise<AriLogin> {
  const path = await startTcpRelay(pbx.namespace, ARI_PORT);
  const server = createServer((outer) => {
    const inner = connect(path);
    outer.on('error', () => inner.destroy()).pipe(inner);
    inner.on('error', () => outer.destroy()).pipe(outer);
  });
  own({ stop: async () => void server.close() });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, username: 'ari', password: 'aripw' };
}

describe.each(flavours)('$title', (flavour) => {
  const isSip = flavour.driver === 'chan_sip';

  test('loses the contacts that lead to farend, and keeps a phone that does not', async () => {
    const { office } = await createFarendOffice({
      flavour,
      endpoints,
      httpPort: ARI_PORT,
      files: { 'http.conf': HTTP_CONF },
    });
    const { asterisk } = office;
    const [phone, other] = [
      await office.startPhone({ username: '4001', rport: false, userAgent: 'Phone 1.0' }),
      await office.startPhone({
        username: '4002',
        address: '192.168.1.51',
        proxy: `${PBX_ADDRESS}:5080`,
      }),
    ];
    await phone.register({ expires: EXPIRES_S });
    await other.register({ expires: EXPIRES_S });
    const found = { controlSocket: join(dirname(asterisk.etcPath), 'run/asterisk.ctl') };
    const list = () => listFarendContacts(found, [ASTERISK_SIDE], Date.now);
    const countRegistered = async (): Promise<number> => {
      const text = await asterisk.cli(isSip ? 'sip show peers' : 'pjsip show contacts');
      const rows = text.split('\n').filter((line) => /^ *(?:Contact: +)?400\d\//.test(line));
      return rows.filter((row) => !row.includes('(Unspecified)')).length;
    };

    const contacts = await list();
    const [told] = listReturns(contacts, Date.now());
    const removed = await removeContacts(contacts, found);
    const rest = await list();
    const registered = await pollUntil(
      async () => ((await countRegistered()) === 1 ? 1 : undefined),
      { timeoutMs: 15_000, what: 'a single registration' },
    );
    const again = await phone.register({ expires: EXPIRES_S });
    const overAri = await removeContacts(
      await list(),
      isSip ? found : { controlSocket: '/nonexistent' },
      await openAri(office),
    );
    const restAfterAri = await list();

    expect(contacts).toMatchObject([
      { driver: flavour.driver, aor: '4001', userAgent: 'Phone 1.0' },
    ]);
    expect(told?.withinMs).toBeGreaterThan((EXPIRES_S - 60) * 1000);
    expect(told?.withinMs).toBeLessThan((EXPIRES_S + 60) * 1000);
    expect(removed).toEqual([{ contact: contacts[0] }]);
    expect(rest).toEqual([]);
    expect(registered).toBe(1);
    expect(again.outcome).toBe('accepted');
    expect([overAri.length, restAfterAri.length]).toEqual([1, 0]);
    expect(overAri[0]).not.toHaveProperty('failure');
  });
});
