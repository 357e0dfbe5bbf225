// The scene of the companion's tests: an office whose Asterisk lets farend in by the very file that
// operators get, and `farend run` beside it: the proxy in front of Asterisk, and the companion.

import { readFileSync } from 'node:fs';
import { type Farend, startFarend } from './farend.ts';
import { createConfig } from './farend-office.ts';
import { PBX_ADDRESS } from './network/pbx-network.ts';
import { createOffice, type Office, type OfficeOptions } from './office.ts';

/** `hep`: phones go straight to Asterisk, which mirrors its SIP; there is no proxy. */
type Producer = 'proxy' | 'hep';

export interface CompanionOfficeOptions extends Omit<OfficeOptions, 'sipPort' | 'hepCollector'> {
  /** Who sees the phones; default `proxy`. */
  readonly producer?: Producer;
  /** Lets farend in over ARI, too; default false. */
  readonly hasAri?: boolean;
  /** More sections of the configuration. */
  readonly config?: object;
}

export interface CompanionOffice {
  readonly producer: Producer;
  readonly office: Office;
  readonly farend: Farend;
}

export const AMI_SECRET = 'ami-secret-4711';
export const AMI_PORT = 5038;

export const ARI_PASSWORD = 'ari-password-4711';
export const ARI_PORT = 8088;

function readAsteriskConf(name: string): string {
  return readFileSync(new URL(`../../asterisk-conf/${name}`, import.meta.url), 'utf8');
}

const FARENDS_USER = readAsteriskConf('manager.d/farend.conf').replace('change-me', AMI_SECRET);

/** AMI is open on loopback, from where the file lets farend in. */
export const MANAGER_CONF = `
[general](+)
enabled = yes
bindaddr = 127.0.0.1
port = ${AMI_PORT}

${FARENDS_USER}`;

/** ARI by the files that operators get, on loopback too. */
const HTTP_CONF = { 'http.conf': readAsteriskConf('http/farend.conf') };
const ARI_CONF = readAsteriskConf('ari.d/farend.conf').replace('change-me', ARI_PASSWORD);

/** The proxy, which does not run, would have another port. */
const BESIDE_THE_PATH = {
  listen: [`udp://${PBX_ADDRESS}:5070`],
  asterisk: [`udp://${PBX_ADDRESS}:5060`],
};
const PORTS = { proxy: 5080, hep: 5060 };
const COLLECTOR = '127.0.0.1:9060';

/** Starts all of it; resolves when the companion has met the proxy and is logged in to Asterisk. */
export async function createCompanionOffice({
  producer = 'proxy',
  hasAri = false,
  config,
  append,
  files,
  ...rest
}: CompanionOfficeOptions): Promise<CompanionOffice> {
  const isHep = producer === 'hep';
  const office = await createOffice({
    ...rest,
    sipPort: PORTS[producer],
    ...(hasAri && { httpPort: ARI_PORT }),
    files: { ...files, ...(hasAri && HTTP_CONF) },
    append: {
      ...append,
      'manager.conf': `${MANAGER_CONF}\n${append?.['manager.conf'] ?? ''}`,
      ...(hasAri && { 'ari.conf': `${ARI_CONF}\n${append?.['ari.conf'] ?? ''}` }),
    },
    ...(isHep && { hepCollector: COLLECTOR }),
  });
  const farend = await startFarend({
    namespace: office.pbx.namespace,
    config: {
      ...createConfig(isHep ? BESIDE_THE_PATH : {}),
      asterisk: {
        ami: { host: '127.0.0.1', port: AMI_PORT, username: 'farend', secret: AMI_SECRET },
        ...(hasAri && { ari: { username: 'farend', password: ARI_PASSWORD } }),
      },
      ...(isHep && { hep: { listen: `udp://${COLLECTOR}`, from: ['127.0.0.1'] } }),
      ...config,
    },
    keepsState: true,
    command: isHep ? 'companion' : 'run',
  });
  if (!isHep) await farend.waitForLog(({ event }) => event === 'proxy-up');
  await farend.waitForLog(({ event }) => event === 'ami-up');
  if (hasAri) await farend.waitForLog(({ event }) => event === 'ari-up');
  return { producer, office, farend };
}
