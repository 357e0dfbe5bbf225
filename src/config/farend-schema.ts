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
    listen: transportUrl('udp://127.0.0.1:9060', { defaultPort: HEP_PORT, wildcard: true }),
    from: networks,
  })
  .register(schemaNotes, { example: '{ listen: udp://127.0.0.1:9060, from: [127.0.0.1] }' });

const siteSchema = z.strictObject({ name: text('Leeds'), networks: networks.min(1) });

const historySchema = z
  .strictObject({
    keep: duration('14d').prefault('14d'),
    messages: word(['none', 'headers', 'full']).prefault('headers'),
  })
  .transform(({ keep, messages }) => ({ keepMs: keep, messages }))
  .register(schemaNotes, { example: '{ keep: 14d }' });

const httpSchema = z
  .strictObject({
    listen: scalar(parseHttpListen, { example: '127.0.0.1:8630' }).prefault('127.0.0.1:8630'),
    tokens: z
      .strictObject({ read: secret.exactOptional(), admin: secret.exactOptional() })
      .register(schemaNotes, { example: '{ read: { file: /etc/farend/read-token } }' })
      .prefault({}),
  })
  .register(schemaNotes, { example: '{ listen: 127.0.0.1:8630 }' });

const logSchema = z
  .strictObject({
    level: word(['error', 'warn', 'info', 'debug', 'trace'], 'info').prefault('info'),
    format: word(['auto', 'text', 'json']).prefault('auto'),
  })
  .register(schemaNotes, { example: '{ level: info }' });

export const farendSchema = z.strictObject({
  proxy: proxySchema,
  asterisk: asteriskSchema.prefault([]),
  policy: policySchema.prefault({}),
  hep: hepSchema.exactOptional(),
  sites: z
    .array(siteSchema)
    .register(schemaNotes, { example: '[{ name: Leeds, networks: [203.0.113.9/32] }]' })
    .prefault([]),
  alerts: alertsSchema.prefault({}),
  history: historySchema.prefault({}),
  state: directory.exactOptional(),
  run: directory.prefault('/run/farend'),
  http: httpSchema.exactOptional(),
  log: logSchema.prefault({}),
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
