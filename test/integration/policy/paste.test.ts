// What farend prints to be pasted makes an Asterisk compliant when it is pasted where it says.

import { basename } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { formatPasteTexts } from '../../../src/policy/paste-text.ts';
import type { ObjectKind, PolicyChange, Store } from '../../../src/policy/policy-plan.ts';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { type AsteriskInstance, startAsterisk } from '../../support/asterisk/start-asterisk.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { runChecked } from '../../support/process/run-command.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { ARI, getObject, startAstdbAsterisk, startRealtimeAsterisk } from './sorcery-stores.ts';

const WIZARD = `[6001]
type = wizard
accepts_registrations = yes
aor/max_contacts = 1
endpoint/context = phones
endpoint/allow = ulaw
endpoint/force_rport = no
`;

const flavours = listFlavours(await findProvisioned());

afterEach(stopEverything);

describe.each(flavours.filter(({ driver }) => driver === 'chan_pjsip'))('$title', (flavour) => {
  test('reads pasted sections of pjsip.conf and pjsip_wizard.conf', async () => {
    const asterisk = await startPbx(flavour);
    const changes = [...wish('pjsip.conf', '4001'), ...wish('pjsip_wizard.conf', '6001')];
    expect(await getObject('endpoint', '6001')).toMatchObject({ force_rport: 'false' });

    await paste(asterisk, changes);

    await expectCompliance('4001');
    await expectCompliance('6001');
    expect(await getObject('endpoint', '4001')).toMatchObject({ auth: '4001' });
  });

  test('has what pasted SQL says, at once', async () => {
    const { execute } = await startRealtimeAsterisk(flavour);
    const [sql] = formatPasteTexts(wish('dynamic', '7001'));

    execute(sql?.text ?? '');

    await expectCompliance('7001');
  });

  test('has what pasted calls of ARI say', async () => {
    await startAstdbAsterisk(flavour);
    const [ari] = formatPasteTexts(wish('dynamic', '7001'), { tables: {}, ariUsername: 'ari' });

    // A person is asked for the password.
    const script = ari?.text.replaceAll("-u 'ari'", `-u 'ari:${ARI.password}'`) ?? '';
    await runChecked(['sh', '-e', '-c', script], { timeoutMs: 20_000 });

    await expectCompliance('7001');
  });
});

describe.each(flavours.filter(({ driver }) => driver === 'chan_sip'))('$title', (flavour) => {
  test('reads pasted sections of sip.conf, [general] too', async () => {
    const asterisk = await startPbx(flavour);
    const nat = ['nat', 'force_rport,comedia'] as const;

    await paste(asterisk, [
      change('sip.conf', 'peer', '4001', ...nat),
      change('sip.conf', 'peer', '4001', 'directmedia', 'yes'),
      change('sip.conf', 'general', 'general', ...nat),
    ]);

    const { fields } = await asterisk.waitForPeer('4001', (peer) => {
      return peer.fields.get('Force rport') === 'Yes';
    });
    expect(fields.get('Symmetric RTP')).toBe('Yes');
    expect(fields.get('DirectMedia')).toBe('Yes');
    expect(await asterisk.cli('sip show settings')).toMatch(/Force rport:\s+Yes/);
  });
});

function startPbx(flavour: AsteriskFlavour): Promise<AsteriskInstance> {
  return startAsterisk({
    ...flavour,
    address: '127.0.0.1',
    httpPort: 8088,
    endpoints: [{ name: '4001', maxContacts: 1 }],
    modules: ['res_pjsip_config_wizard'],
    files: { 'pjsip_wizard.conf': WIZARD },
  });
}

/** Does what the texts say, by hand. */
async function paste(asterisk: AsteriskInstance, changes: readonly PolicyChange[]): Promise<void> {
  for (const { target, text } of formatPasteTexts(changes)) {
    if (target.startsWith('/etc/asterisk/'))
      await asterisk.rewriteConfig(basename(target), (before) => `${before}\n${text}`);
    for (const [, command = ''] of text.matchAll(/^asterisk -rx '(.+)'$/gm))
      await asterisk.cli(command);
  }
}

function expectCompliance(id: string): Promise<void> {
  return expect
    .poll(async () => ({ ...(await getObject('aor', id)), ...(await getObject('endpoint', id)) }), {
      timeout: 20_000,
    })
    .toMatchObject({ force_rport: 'true', rewrite_contact: 'true', max_contacts: '4' });
}

function wish(store: Store, object: string): PolicyChange[] {
  return [
    change(store, 'endpoint', object, 'force_rport', 'yes'),
    change(store, 'endpoint', object, 'rewrite_contact', 'yes'),
    change(store, 'aor', object, 'max_contacts', '4'),
  ];
}

function change(
  store: Store,
  kind: ObjectKind,
  object: string,
  setting: string,
  to: string,
): PolicyChange {
  return { store, kind, object, endpoint: object, setting, from: '', to, why: '', writer: 'paste' };
}
