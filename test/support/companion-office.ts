// The scene of the companion's tests: an office whose Asterisk lets farend in by the very file that
// operators get, and `farend run` beside it: the proxy in front of Asterisk, and the companion.

import { readFileSync } from 'node:fs';
import { type Farend, startFarend } from './farend.ts';
import { createConfig } from './farend-office.ts';
import { createOffice, type Office, type OfficeOptions } from './office.ts';

export interface CompanionOfficeOptions extends Omit<OfficeOptions, 'sipPort'> {
  /** More sections of the configuration. */
  readonly config?: object;
}

export interface CompanionOffice {
  readonly office: Office;
  readonly farend: Farend;
}

const AMI_SECRET = 'ami-secret-4711';
const AMI_PORT = 5038;
const ASTERISK_PORT = 5080;

const FARENDS_USER = readFileSync(
  new URL('../../asterisk-conf/manager.d/farend.conf', import.meta.url),
  'utf8',
).replace('change-me', AMI_SECRET);

/** AMI is open on loopback, from where the file lets farend in. */
const MANAGER_CONF = `
[general](+)
enabled = yes
bindaddr = 127.0.0.1
port = ${AMI_PORT}

${FARENDS_USER}`;

/** Starts both; resolves when the companion has met the proxy and is logged in to Asterisk. */
export async function createCompanionOffice(
  options: CompanionOfficeOptions,
): Promise<CompanionOffice> {
  const { config, append, ...rest } = options;
  const office = await createOffice({
    ...rest,
    sipPort: ASTERISK_PORT,
    append: { ...append, 'manager.conf': MANAGER_CONF },
  });
  const farend = await startFarend({
    namespace: office.pbx.namespace,
    config: {
      ...createConfig(),
      asterisk: {
        ami: { host: '127.0.0.1', port: AMI_PORT, username: 'farend', secret: AMI_SECRET },
      },
      ...config,
    },
    keepsState: true,
    command: 'run',
  });
  await farend.waitForLog(({ event }) => event === 'proxy-up');
  await farend.waitForLog(({ event }) => event === 'ami-up');
  return { office, farend };
}
