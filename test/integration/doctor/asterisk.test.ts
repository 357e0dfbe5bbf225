// The doctor at real Asterisks that are well, and at the same ones with a list of faults in them: each is
// found by its check, which names the line.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { runFarend, startFarend } from '../../support/farend.ts';
import { PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import { createOffice, type Office } from '../../support/office.ts';
import { own, stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { createScratchDirectory } from '../../support/scratch-directory.ts';

const AMI_SECRET = 'ami-secret-4711';
const ARI_PASSWORD = 'aripw';
const AMI_USER = readFileSync(
  new URL('../../../asterisk-conf/manager.d/farend.conf', import.meta.url),
  'utf8',
).replace('change-me', AMI_SECRET);
const MANAGER_CONF = `
[general](+)
enabled = yes
bindaddr = 127.0.0.1
port = 5038

${AMI_USER}`;

const PROXY = {
  listen: [`udp://${PBX_ADDRESS}:5060`],
  asteriskSide: `udp://${PBX_ADDRESS}:5062`,
  asterisk: [`udp://${PBX_ADDRESS}:5080`],
};

/** What is broken by the line, which check says so, and how. */
interface Fault {
  readonly check: string;
  readonly status: 'fail' | 'warn';
  /** The file and the line that is to be named, as it stands there; the first that begins so. */
  readonly file: string;
  readonly line: string;
}

const PJSIP_FAULTS = `
[4101]
type = endpoint
context = phones
aors = 4101
auth = 4001
deny = 0.0.0.0/0
permit = 10.0.0.0/8
[4101]
type = aor
max_contacts = 1
[4102]
type = endpoint
context = phones
aors = 4102
auth = 4001
contact_acl = office
[4102]
type = aor
max_contacts = 1
[4103]
type = endpoint
context = phones
aors = 4103
identify_by = ip
[4103]
type = aor
max_contacts = 1
[4104]
type = endpoint
context = phones
aors = 4104
auth = 4001
outbound_proxy = sip:198.51.100.9
[4104]
type = aor
max_contacts = 0
[open-phone]
type = endpoint
context = phones
aors = open-phone
[open-phone]
type = aor
max_contacts = 1
[anonymous]
type = endpoint
context = phones
allow = ulaw
[trap]
type = identify
endpoint = itsp
match = 198.51.100.8,${PBX_ADDRESS}
[header]
type = identify
endpoint = itsp
match_header = X-Trunk: itsp
`;

const pjsipFaults: readonly Fault[] = [
  { check: 'endpoint-acl', status: 'fail', file: 'pjsip.conf', line: 'deny = 0.0.0.0/0' },
  { check: 'endpoint-acl', status: 'fail', file: 'acl.conf', line: 'deny = 0.0.0.0/0' },
  { check: 'identify-by', status: 'fail', file: 'pjsip.conf', line: 'identify_by = ip' },
  { check: 'registration', status: 'fail', file: 'pjsip.conf', line: 'outbound_proxy = ' },
  { check: 'registration', status: 'fail', file: 'pjsip.conf', line: 'max_contacts = 0' },
  { check: 'identify-farend', status: 'fail', file: 'pjsip.conf', line: 'match = 198.51.100.8' },
  { check: 'identify-farend', status: 'warn', file: 'pjsip.conf', line: 'match_header = ' },
  { check: 'no-auth', status: 'fail', file: 'pjsip.conf', line: '[open-phone]' },
  { check: 'guests', status: 'fail', file: 'pjsip.conf', line: 'context = phones\nallow = ulaw' },
  { check: 'policy-files', status: 'fail', file: 'pjsip.conf', line: '#tryinclude' },
];

const SIP_FAULTS = `
[4102]
type = friend
host = dynamic
context = phones
nat = force_rport,comedia
[4103]
type = friend
host = dynamic
context = phones
nat = force_rport,comedia
secret = pw4103
insecure = invite,port
[4104]
type = friend
host = dynamic
context = phones
nat = force_rport,comedia
secret = pw4104
contactdeny = 0.0.0.0/0
contactpermit = 10.0.0.0/8
`;

const sipFaults: readonly Fault[] = [
  { check: 'guests', status: 'fail', file: 'sip.conf', line: 'allowguest = yes' },
  { check: 'enumeration', status: 'warn', file: 'sip.conf', line: 'alwaysauthreject = no' },
  { check: 'open-peers', status: 'fail', file: 'sip.conf', line: '[4102]' },
  { check: 'open-peers', status: 'fail', file: 'sip.conf', line: 'insecure = invite,port' },
  { check: 'endpoint-acl', status: 'fail', file: 'sip.conf', line: 'contactdeny = 0.0.0.0/0' },
];

/** Of farend's own way in; the transport is one that farend.yaml has wrong. */
const wayFaults: readonly Fault[] = [
  { check: 'ami-login', status: 'fail', file: 'manager.conf', line: `secret = ${AMI_SECRET}` },
  { check: 'ari', status: 'fail', file: 'ari.conf', line: 'password = ' },
  { check: 'transports', status: 'fail', file: 'farend.yaml', line: '' },
];

const classFaults: readonly Fault[] = [
  { check: 'ami-classes', status: 'fail', file: 'manager.conf', line: 'read = system' },
  { check: 'ami-classes', status: 'fail', file: 'manager.conf', line: 'write = system' },
];

/** In proxy.trunks, and known to Asterisk by an address that it no longer sees. */
const trunkFault: Fault = {
  check: 'trunks',
  status: 'fail',
  file: 'pjsip.conf',
  line: '[itsp]\ntype = identify',
};

/** Other groups are about the machine that the test runs on. */
const aboutAsterisk: ReadonlySet<string> = new Set([
  'The way to Asterisk',
  'Asterisk',
  'Phones',
  'Toll fraud',
  'Trunks',
  'Policy',
]);

const flavours = listFlavours(await findProvisioned()).filter(
  ({ title }) => title !== 'Asterisk 16 chan_pjsip',
);

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  const isPjsip = flavour.driver === 'chan_pjsip';

  test('is found well, then each fault by its check, with its line', async () => {
    const scene = await createScene(flavour);
    const well = await scene.examine();
    await scene.break(isPjsip ? 'pjsip.conf' : 'sip.conf', isPjsip ? breakPjsip : breakSip);
    const broken = await scene.examine();
    const locked = await scene.examine(
      { proxy: { ...PROXY, asterisk: [`udp://${PBX_ADDRESS}:5081`] } },
      { amiSecret: 'wrong', ariPassword: 'wrong' },
    );
    await scene.break('manager.conf', takeClasses);
    const proxy = { ...PROXY, trunks: ['203.0.113.77'] };
    const deaf = await scene.examine(isPjsip ? { proxy } : {});

    const failures = well.checks.filter(
      ({ status, group }) => status === 'fail' && aboutAsterisk.has(group),
    );
    expect(failures.map(({ check, what }) => `${check}: ${what}`)).toEqual([]);
    expect(well.checks.map(({ group }) => group)).toEqual(
      expect.arrayContaining([...aboutAsterisk]),
    );
    expect(broken.exitCode).toBe(1);
    expectFaults(scene, broken, isPjsip ? pjsipFaults : sipFaults);
    expectFaults(scene, locked, wayFaults);
    expectFaults(scene, deaf, isPjsip ? [...classFaults, trunkFault] : classFaults);
    for (const { text } of [well, broken, locked, deaf])
      for (const secret of [AMI_SECRET, ARI_PASSWORD, 'pw4001', 'pw4103'])
        expect(text).not.toContain(secret);
  });
});

interface Examination {
  readonly exitCode: number;
  readonly text: string;
  readonly checks: readonly { check: string; group: string; status: string; what: string }[];
}

interface Scene {
  readonly office: Office;
  examine(
    rest?: object,
    secrets?: { readonly amiSecret: string; readonly ariPassword: string },
  ): Promise<Examination>;
  /** Changes a file, and has Asterisk read it. */
  break(file: string, edit: (text: string) => string): Promise<void>;
}

async function createScene(flavour: AsteriskFlavour): Promise<Scene> {
  const nat = flavour.driver === 'chan_sip' ? { nat: 'force_rport,comedia' } : {};
  const office = await createOffice({
    flavour,
    endpoints: [{ name: '4001', rtpSymmetric: true, removeExisting: true, ...nat }],
    trunks: [{ name: 'itsp', host: '203.0.113.77:5060' }],
    sipPort: 5080,
    httpPort: 8088,
    append: { 'manager.conf': MANAGER_CONF, 'http.conf': '[general](+)\nbindaddr = 127.0.0.1\n' },
    files: { 'acl.conf': '[office]\ndeny = 0.0.0.0/0\npermit = 192.168.0.0/16\n' },
  });
  await startFarend({ namespace: office.pbx.namespace, config: { proxy: PROXY } });
  const scratch = createScratchDirectory('doctor');
  own({ stop: async () => scratch.remove() });
  const configPath = join(scratch.path, 'farend.yaml');
  const { asterisk, pbx } = office;
  return {
    office,
    examine: async (rest = {}, secrets = { amiSecret: AMI_SECRET, ariPassword: ARI_PASSWORD }) => {
      const ami = { username: 'farend', secret: secrets.amiSecret };
      const ari = { url: 'http://127.0.0.1:8088', username: 'ari', password: secrets.ariPassword };
      const write = join(asterisk.etcPath, 'farend.d');
      const config = {
        proxy: PROXY,
        asterisk: { ami, ari },
        policy: { write, endpoints: [{ match: '4*', nat: 'yes' }] },
        state: join(scratch.path, 'state'),
        run: join(scratch.path, 'run'),
        ...rest,
      };
      writeFileSync(configPath, JSON.stringify(config));
      const result = await runFarend(pbx.namespace, 'doctor', '--json', '-c', configPath);
      const { checks } = JSON.parse(result.stdout) as Pick<Examination, 'checks'>;
      return { exitCode: result.exitCode, text: result.stdout + result.stderr, checks };
    },
    break: async (file, edit) => {
      await asterisk.rewriteConfig(file, edit);
      await asterisk.cli(RELOADS[file] ?? '');
    },
  };
}

const RELOADS: Readonly<Record<string, string>> = {
  'pjsip.conf': 'module reload res_pjsip.so',
  'sip.conf': 'sip reload',
  'manager.conf': 'manager reload',
};

function breakPjsip(text: string): string {
  return `#tryinclude farend.d/pjsip.conf\n${text}${PJSIP_FAULTS}`;
}

function breakSip(text: string): string {
  return (
    text
      .replace('allowguest = no', 'allowguest = yes')
      .replace('alwaysauthreject = yes', 'alwaysauthreject = no') + SIP_FAULTS
  );
}

function takeClasses(text: string): string {
  return text
    .replace('read = system,security,user', 'read = system,user')
    .replace('write = system,user', 'write = system');
}

function expectFaults(scene: Scene, { checks }: Examination, faults: readonly Fault[]): void {
  const seen = faults.map(({ check, status, file, line }) => {
    const results = checks.filter((result) => result.check === check && result.status === status);
    return JSON.stringify(results).includes(findPlace(scene, file, line))
      ? 'named'
      : `${check} does not ${status} with ${findPlace(scene, file, line)} (${line}): ${JSON.stringify(checks.filter((result) => result.check === check))}`;
  });
  expect(seen).toEqual(faults.map(() => 'named'));
}

/** `FILE:LINE`; of a file of farend's, its name alone. */
function findPlace({ office }: Scene, file: string, line: string): string {
  if (file === 'farend.yaml') return file;
  const path = join(office.asterisk.etcPath, file);
  const text = readFileSync(path, 'utf8');
  const at = `\n${text}`.indexOf(`\n${line}`);
  if (at < 0) throw new Error(`${path} has no line ${line}`);
  return `${path}:${text.slice(0, at).split('\n').length}`;
}
