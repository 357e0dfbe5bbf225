// chan_sip's peers and [general] are changed in sip.conf itself by AMI's UpdateConfig, and taken back;
// where that would lose something of the file it is refused.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readConfiguration } from '../../../src/asterisk/conf/read-configuration.ts';
import { type AmiAccess, openAmiAccess } from '../../../src/enforcement/audit/ami-access.ts';
import type { SipConf } from '../../../src/enforcement/writers/sip-conf-harm.ts';
import {
  UpdateConfigWriter,
  undoUpdates,
} from '../../../src/enforcement/writers/update-config-writer.ts';
import type { PolicyChange } from '../../../src/policy/policy-plan.ts';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { type AsteriskInstance, startAsterisk } from '../../support/asterisk/start-asterisk.ts';
import { own, release, stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const NAT = 'force_rport,comedia';

const PEERS = `
; phones
[phone](!)
type = friend
host = dynamic
nat = no  ; for those at home

; with its own
[4101](phone)
secret = pw4101
directmedia = yes  ; asked for by Ann

; with that of the template
[4102](phone)
secret = pw4102

; the last one
[4103](phone)
secret = pw4103
`;

const flavours = listFlavours(await findProvisioned()).filter(
  ({ driver }) => driver === 'chan_sip',
);

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('changes one line each, and gives the file back', async () => {
    const { asterisk, access } = await startScene(flavour);
    await writeOnce(access);
    const before = await readText(asterisk);
    const changes = [
      change('peer', '4001', 'nat', NAT),
      change('peer', '4101', 'directmedia', 'no'),
      change('general', 'general', 'nat', NAT),
    ];
    const writer = new UpdateConfigWriter({ changes }, access, readSipConf(before));

    const note = await writer.prepare();
    await writer.write();
    await writer.check();
    const written = await readText(asterisk);
    for (const module of writer.modules) await access.reload(module);
    const peer = await asterisk.waitForPeer('4001', ({ fields }) => {
      return fields.get('Force rport') === 'Yes';
    });
    const general = await asterisk.cli('sip show settings');
    await undoUpdates(note, access);
    await undoUpdates(JSON.parse(JSON.stringify(note)), access);

    expect(peer.fields.get('Symmetric RTP')).toBe('Yes');
    expect(general).toMatch(/Force rport:\s+Yes/);
    expect(differ(before, written)).toEqual([
      'nat = force_rport,comedia',
      'nat = force_rport,comedia',
      'directmedia = no  ; asked for by Ann',
    ]);
    expect(withoutDate(await readText(asterisk))).toBe(withoutDate(before));
  });

  test('adds a line where a peer has what its template says, and takes it out again', async () => {
    const { asterisk, access } = await startScene(flavour);
    await writeOnce(access);
    const before = await readText(asterisk);
    const changes = [
      change('peer', '4102', 'nat', NAT),
      change('peer', '4103', 'directmedia', 'no'),
    ];
    const writer = new UpdateConfigWriter({ changes }, access, readSipConf(before));

    const note = await writer.prepare();
    await writer.write();
    await writer.check();
    const written = await readText(asterisk);
    await undoUpdates(note, access);
    await undoUpdates(note, access);

    expect(differ(before, written)).toEqual(['nat = force_rport,comedia', 'directmedia = no']);
    const after = withoutDate(await readText(asterisk));
    expect(after.replaceAll(/\n{2,}/g, '\n')).toBe(withoutDate(before).replaceAll(/\n{2,}/g, '\n'));
  });

  test('writes a file of a person with the same words, in its own blanks', async () => {
    const lines = PEERS.replaceAll(' = ', '=');
    const { asterisk, access } = await startScene(flavour, lines);
    const before = await readText(asterisk);
    const changes = [change('peer', '4001', 'nat', NAT)];
    const writer = new UpdateConfigWriter({ changes }, access, readSipConf(before));

    const note = await writer.prepare();
    await writer.write();
    await writer.check();
    await undoUpdates(note, access);

    const words = (text: string) => withoutDate(text).replaceAll(/\s+/g, '');
    expect(words((await readText(asterisk)).replace(/^(;!.*\n)+/, ''))).toBe(words(before));
  });

  test.each([
    ['an included file', '#tryinclude farend.d/sip.conf\n', 'includes farend.d/sip.conf'],
    ['a block comment', ';-- kept\nfor later --;\n', 'begins a block comment'],
    ['what a template says', '[4104](phone)\nnat = no ; kept\n', 'says what a template says'],
    ['a section with (+)', '[4001](+)\nqualify = yes\n', 'has a section with (+)'],
    ['a line that cannot be read', '[4105\n', 'a line that Asterisk cannot read'],
    ['a second line for it', '[4104](phone)\nnat = yes\nnat = never\n', 'a second time'],
  ])('refuses a file with %s, which stays as it is', async (_what, lines, reason) => {
    const { asterisk, access } = await startScene(flavour, PEERS + lines);
    const before = await readText(asterisk);
    const changes = [change('peer', '4001', 'nat', NAT), change('peer', '4104', 'nat', NAT)];

    const writer = new UpdateConfigWriter({ changes }, access, readSipConf(before));
    const error: unknown = await writer.prepare().catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'POLICY_UNWRITABLE' });
    expect(String(error)).toContain(reason);
    expect(String(error)).not.toContain('pw4');
    expect(await readText(asterisk)).toBe(before);
  });

  test('refuses what it cannot read, or what is not what Asterisk reads', async () => {
    const { asterisk, access } = await startScene(flavour);
    const text = await readText(asterisk);
    const changes = [change('peer', '4001', 'nat', NAT)];
    const attempt = (sipConf?: SipConf): Promise<unknown> =>
      new UpdateConfigWriter({ changes }, access, sipConf).prepare().catch(String);

    const unread = await attempt();
    const other = await attempt(readSipConf(text.replaceAll('nat = no', 'nat = comedia')));

    expect(unread).toContain('farend cannot read sip.conf of main');
    expect(other).toContain('sip.conf is not what Asterisk reads of [4001]: nat differs');
  });
});

async function startScene(
  flavour: AsteriskFlavour,
  lines = PEERS,
): Promise<{ asterisk: AsteriskInstance; access: AmiAccess }> {
  const asterisk = await startAsterisk({
    ...flavour,
    address: '127.0.0.1',
    amiPort: 5038,
    endpoints: [{ name: '4001' }],
    append: { 'sip.conf': lines },
  });
  const login = { host: '127.0.0.1', port: 5038, username: 'all', secret: 'allpw' };
  const access = await openAmiAccess({ ...login, asterisk: 'main', share: 1 });
  const stoppable = own({
    stop: () => {
      access.close();
      release(stoppable);
      return Promise.resolve();
    },
  });
  return { asterisk, access };
}

/** As it is once Asterisk has written it for the first time. */
function writeOnce(access: AmiAccess): Promise<void> {
  return access.updateConfig('sip.conf', [{ category: '4001', variable: 'nat', value: 'no' }]);
}

function readText({ etcPath }: AsteriskInstance): Promise<string> {
  return readFile(join(etcPath, 'sip.conf'), 'utf8');
}

function readSipConf(text: string): SipConf {
  const source = {
    readFile: (path: string) => (path.endsWith('/sip.conf') ? text : undefined),
    listFiles: () => [],
  };
  return { configuration: readConfiguration('sip.conf', source, '/etc/asterisk'), text };
}

function withoutDate(text: string): string {
  return text.replace(/^;! Creation Date: .*$/m, '');
}

/** Lines that only the second has, each as often as it has it more. */
function differ(one: string, other: string): string[] {
  const rest = withoutDate(one).split('\n');
  return withoutDate(other)
    .split('\n')
    .filter((line) => {
      const index = rest.indexOf(line);
      if (index >= 0) rest.splice(index, 1);
      return index < 0;
    });
}

function change(
  kind: 'peer' | 'general',
  object: string,
  setting: string,
  to: string,
): PolicyChange {
  const place = { store: 'sip.conf', writer: 'update-config' } as const;
  return { kind, object, endpoint: object, setting, from: '', to, why: '', ...place };
}
