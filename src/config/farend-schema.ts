// The whole schema of the configuration file, with every default. Section schemas that are more
// than a few lines stand in files of their own.

import { z } from 'zod';
import { alertsSchema } from './alerts-schema.ts';
import { asteriskSchema, policySchema } from './asterisk-schema.ts';
import { Complaint, quote } from './complaint.ts';
import type { FarendConfig } from './farend-config.ts';
import { parseHostPort } from './host-port.ts';
import { proxySchema } from './proxy-schema.ts';
import {
  directory,
  duration,
  networks,
  scalar,
  schemaNotes,
  secret,
  text,
  transportUrl,
  word,
} from './scalar-schema.ts';

/** Where Homer's collectors listen, too. */
const HEP_PORT = 9060;
const HTTP_PORT = 8630;

const hepSchema = z
  .strictObject({
    listen: transportUrl('udp://127.0.0.1:9060', {
      defaultPort: HEP_PORT,
      wildcard: true,
    }).describe('A URL without a port means 9060.'),
    from: networks.describe('Who may send. Kamailio sends from its SIP address.'),
  })
  .register(schemaNotes, { example: '{ listen: udp://127.0.0.1:9060, from: [127.0.0.1] }' });

const siteSchema = z.strictObject({
  name: text('Leeds').describe('Unique.'),
  networks: networks.min(1).describe('The public addresses of the office.'),
});

const historySchema = z
  .strictObject({
    keep: duration('14d').prefault('14d').describe('How long what happened to a device is kept.'),
    messages: word(['none', 'headers', 'full'])
      .prefault('headers')
      .describe('*Later.* How much of SIP messages is kept.'),
  })
  .transform(({ keep, messages }) => ({ keepMs: keep, messages }))
  .register(schemaNotes, { example: '{ keep: 14d }' });

const httpSchema = z
  .strictObject({
    listen: scalar(parseHttpListen, { kind: '`ADDRESS:PORT`', example: '127.0.0.1:8630' })
      .prefault('127.0.0.1:8630')
      .describe('Where it listens.'),
    tokens: z
      .strictObject({
        read: secret.exactOptional().describe('May ask.'),
        admin: secret.exactOptional().describe('May ask and change.'),
      })
      .register(schemaNotes, { example: '{ read: { file: /etc/farend/read-token } }' })
      .prefault({})
      .describe('Who may ask there.'),
  })
  .register(schemaNotes, { example: '{ listen: 127.0.0.1:8630 }' });

const logSchema = z
  .strictObject({
    level: word(['error', 'warn', 'info', 'debug', 'trace'], 'info')
      .prefault('info')
      .describe('What is less severe is not logged.'),
    format: word(['auto', 'text', 'json'])
      .prefault('auto')
      .describe("`auto`: text on a terminal and in systemd's journal, JSON otherwise."),
  })
  .register(schemaNotes, { example: '{ level: info }' });

export const farendSchema = z.strictObject({
  proxy: proxySchema.describe('The sockets of both sides, and how phones are treated.'),
  asterisk: asteriskSchema.prefault([]).describe('One Asterisk, or each of several.'),
  policy: policySchema.prefault({}).describe('What is wanted, and how it is written.'),
  hep: hepSchema.exactOptional().describe('Without it nothing is heard.'),
  sites: z
    .array(siteSchema)
    .register(schemaNotes, { example: '[{ name: Leeds, networks: [203.0.113.9/32] }]' })
    .prefault([])
    .describe('An address that is in none is a site of its own.'),
  alerts: alertsSchema.prefault({}).describe('Without receivers, findings are only shown.'),
  history: historySchema.prefault({}).describe('Of records and their changes.'),
  state: directory
    .exactOptional()
    .describe(
      'The directory of the signing key, the bindings, and what the companion learned: see [the state directory](state.md). Without it they live in memory: after a restart phones are reached again only when they register again.',
    ),
  run: directory
    .prefault('/run/farend')
    .describe(
      "The directory of the Unix sockets, made with mode 0750 if it is not there. `feed.sock` in it (mode 0660) is how other programs are told what the proxy sees, and how they direct it; `farend.sock` (mode 0660) is the companion's [HTTP API](api.md). Each farend on a machine needs its own.",
    ),
  http: httpSchema.exactOptional().describe('Without it there is no such port.'),
  log: logSchema.prefault({}).describe('What is logged, and in which form.'),
}) satisfies z.ZodType<FarendConfig>;

function parseHttpListen(value: string): { address: string; port: number } | Complaint {
  const parsed = parseHostPort(value.replace(/^http:\/\//i, ''));
  if (parsed instanceof Complaint) return parsed;
  const { host, isAddress, port = HTTP_PORT } = parsed;
  if (isAddress) return { address: host, port };
  return new Complaint(
    `${quote(host)} is a host name`,
    `write its IP address, such as 127.0.0.1:${port}`,
  );
}
