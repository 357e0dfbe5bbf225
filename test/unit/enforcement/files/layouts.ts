// Configuration directories of Asterisk as administrators and FreePBX have them, on the disk.

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { OwnSection } from '../../../../src/policy/policy-plan.ts';
import { own, release } from '../../../support/process/lifetime.ts';

export interface Layout {
  /** Asterisk's configuration directory. */
  readonly directory: string;
  /** policy.write. */
  readonly write: string;
  path(name: string): string;
  read(name: string): string;
  add(name: string, text: string): void;
  /** Every file with its bytes, by its path from the directory on. */
  snapshot(): Record<string, string>;
}

/** Goes with `stopEverything`. */
export function createLayout(files: Readonly<Record<string, string>>): Layout {
  const directory = mkdtempSync(join(tmpdir(), 'farend-files-'));
  chmodSync(directory, 0o755);
  const path = (name: string): string => join(directory, name);
  const read = (name: string): string => readFileSync(path(name), 'latin1');
  const add = (name: string, text: string): void => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  };
  for (const [name, text] of Object.entries(files)) add(name, text);
  const stoppable = own({
    stop: () => {
      rmSync(directory, { recursive: true, force: true });
      release(stoppable);
      return Promise.resolve();
    },
  });
  const snapshot = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(directory, { recursive: true, withFileTypes: true })
        .map((entry) => ({ entry, name: relative(directory, join(entry.parentPath, entry.name)) }))
        .toSorted((one, other) => one.name.localeCompare(other.name))
        .map(({ entry, name }) => [name, entry.isDirectory() ? 'directory' : read(name)]),
    );
  return { directory, write: path('farend.d'), path, read, add, snapshot };
}

const NOBODY = 65_534;

/** To root no file is closed. */
export async function asOrdinaryUser<Result>(work: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return await work();
  process.seteuid?.(NOBODY);
  return await work().finally(() => process.seteuid?.(0));
}

export const plainFiles = {
  'pjsip.conf': `[transport-udp]
type=transport
[phone](!)
type=endpoint
direct_media=yes
#include phones/*.conf
[4002](phone)
aors=4002
[4002]
type=aor
max_contacts=1
`,
  'phones/4001.conf': `[4001](phone)
aors=4001
auth=4001
[4001]
type=auth
password=secret4001
[4001]
type=aor
`,
  'pjsip_wizard.conf': `[6001]
type=wizard
accepts_registrations=yes
`,
  'sip.conf': `[general]
nat=no
[peers](!)
type=friend
[2001](peers)
nat=yes
[2002](peers)
secret=secret2002
[trunk]
type=peer
host=192.0.2.80
`,
};

export const freePbxFiles = {
  'pjsip.conf': `[global]
type=global
#include pjsip_custom.conf
#include pjsip.transports.conf
#include pjsip.transports_custom_post.conf
#include pjsip.endpoint.conf
#include pjsip.endpoint_custom_post.conf
#include pjsip.aor.conf
#include pjsip.aor_custom_post.conf
#include pjsip.auth.conf
#include pjsip.auth_custom_post.conf
#include pjsip_custom_post.conf
`,
  'pjsip_custom.conf': '',
  'pjsip.transports.conf': '[0.0.0.0-udp]\ntype=transport\n',
  'pjsip.transports_custom_post.conf': '',
  'pjsip.endpoint.conf': '[4001]\ntype=endpoint\naors=4001\n[4002]\ntype=endpoint\naors=4002\n',
  'pjsip.endpoint_custom_post.conf': '',
  'pjsip.aor.conf': '[4001]\ntype=aor\nmax_contacts=1\n[4002]\ntype=aor\nmax_contacts=1\n',
  'pjsip.aor_custom_post.conf': '',
  'pjsip.auth.conf': '[4001-auth]\ntype=auth\npassword=secret4001\n',
  'pjsip.auth_custom_post.conf': '',
  'pjsip_custom_post.conf': '',
};

export function makeEndpointSection(object: string): OwnSection {
  const settings = [
    ['force_rport', 'yes'],
    ['direct_media', 'no'],
  ] as const;
  return { store: 'pjsip.conf', kind: 'endpoint', object, settings };
}

export function makeAorSection(object: string): OwnSection {
  return { store: 'pjsip.conf', kind: 'aor', object, settings: [['max_contacts', '4']] };
}

export const wizardSections: readonly OwnSection[] = [
  {
    store: 'pjsip_wizard.conf',
    kind: 'endpoint',
    object: '6001',
    settings: [['force_rport', 'yes']],
  },
  { store: 'pjsip_wizard.conf', kind: 'aor', object: '6001', settings: [['max_contacts', '4']] },
];

export const peerSections: readonly OwnSection[] = [
  {
    store: 'sip.conf',
    kind: 'general',
    object: 'general',
    settings: [['nat', 'force_rport,comedia']],
  },
  {
    store: 'sip.conf',
    kind: 'peer',
    object: '2002',
    settings: [
      ['nat', 'force_rport,comedia'],
      ['directmedia', 'no'],
    ],
  },
];
