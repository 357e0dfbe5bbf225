// The sections `asterisk` (how to log in) and `policy` (what its endpoints should be set to).

import { z } from 'zod';
import { Complaint, quote } from './complaint.ts';
import { parseDuration } from './duration.ts';
import { asteriskUrl } from './proxy-schema.ts';
import {
  duration,
  host,
  parseAbsolutePath,
  parseYesOrNo,
  port,
  scalar,
  schemaNotes,
  secret,
  text,
  webUrl,
  word,
  yesOrNo,
} from './scalar-schema.ts';

/** How settings get to Asterisk; the same words as in src/policy/policy-plan.ts. */
const writerKinds = ['files', 'ari', 'update-config', 'paste'] as const;
const SHORTEST_WATCH_MS = 1_000;
const LONGEST_WATCH_MS = 600_000;
const SHORTEST_QUALIFY_MS = 1_000;
const LONGEST_QUALIFY_MS = 86_400_000;

const asteriskSection = z.strictObject({
  name: text('main').prefault('main'),
  sip: asteriskUrl.exactOptional(),
  ami: z
    .strictObject({
      host: host.prefault('127.0.0.1'),
      port: port.prefault('5038'),
      username: text('farend'),
      secret,
    })
    .register(schemaNotes, { example: '{ username: farend, secret: { env: FAREND_AMI_SECRET } }' }),
  ari: z
    .strictObject({
      url: webUrl.prefault('http://127.0.0.1:8088'),
      username: text('farend'),
      password: secret,
      applications: z
        .array(text('phones'))
        .register(schemaNotes, { example: '[phones]' })
        .prefault([]),
    })
    .register(schemaNotes, { example: '{ username: farend, password: { file: /etc/farend/ari } }' })
    .exactOptional(),
  astdb: yesOrNo.prefault('no'),
});

/** One Asterisk, or a list of them; always a list afterwards. */
export const asteriskSchema = z
  .union([asteriskSection, z.array(asteriskSection)])
  .register(schemaNotes, {
    example: '{ ami: { username: farend, secret: { env: FAREND_AMI_SECRET } } }',
  })
  .transform((one) => (Array.isArray(one) ? one : [one]));

export const policySchema = z
  .strictObject({
    mode: word(['report', 'enforce']).prefault('report'),
    write: scalar(parseWrite, { example: '/etc/asterisk/farend.d' }).exactOptional(),
    watchFor: duration('60s', SHORTEST_WATCH_MS, LONGEST_WATCH_MS).prefault('60s'),
    endpoints: z
      .array(
        z.strictObject({
          match: text("'4*'"),
          nat: scalar(parseNat, { example: 'yes' }),
          directMedia: yesOrNo.exactOptional(),
          rewriteContact: yesOrNo.exactOptional(),
          maxContacts: scalar(parseMaxContacts, { example: '1' }).exactOptional(),
          qualify: scalar(parseQualify, { example: '60s' }).exactOptional(),
          writer: word(writerKinds).exactOptional(),
        }),
      )
      .register(schemaNotes, { example: "[{ match: '4*', nat: yes }]" })
      .prefault([]),
  })
  .transform(({ write, watchFor, endpoints, ...policy }) => ({
    ...policy,
    ...(typeof write === 'string' && { write }),
    watchForMs: watchFor,
    endpoints: endpoints.map(({ qualify, ...pattern }) => ({
      ...pattern,
      ...(qualify !== undefined && { qualifyMs: qualify }),
    })),
  }))
  .register(schemaNotes, { example: '{ mode: report }' });

/** `none` is the same as no key at all: print what to paste. */
function parseWrite(value: string): string | undefined | Complaint {
  return value.toLowerCase() === 'none' ? undefined : parseAbsolutePath(value);
}

/** Asterisk's own limits are higher; more contacts of one AOR are a mistake or an attack. */
const MAX_CONTACTS = 100;

function parseMaxContacts(value: string): number | Complaint {
  if (/^[1-9]\d{0,2}$/.test(value) && Number(value) <= MAX_CONTACTS) return Number(value);
  return new Complaint(`${quote(value)} is not a number of contacts`, `write 1 to ${MAX_CONTACTS}`);
}

/** Milliseconds in whole seconds, 0 for never. */
function parseQualify(value: string): number | Complaint {
  if (parseYesOrNo(value) === false) return 0;
  const ms = parseDuration(value, SHORTEST_QUALIFY_MS, LONGEST_QUALIFY_MS);
  if (ms instanceof Complaint || ms % 1_000 === 0) return ms;
  return new Complaint(`${quote(value)} is not whole seconds`, 'write whole seconds, such as 60s');
}

const natWords: ReadonlySet<string> = new Set(['force_rport', 'comedia', 'auto', 'keep']);
/** What chan_sip knows as parts of `nat=`. */
const asteriskNatWords: ReadonlySet<string> = new Set([
  'force_rport',
  'comedia',
  'auto_force_rport',
  'auto_comedia',
]);

/** `yes`, `no` or a word of ours in lower case, or Asterisk's own list without spaces. */
function parseNat(value: string): string | Complaint {
  const spelled = parseYesOrNo(value);
  if (typeof spelled === 'boolean') return spelled ? 'yes' : 'no';
  const parts = value
    .toLowerCase()
    .split(',')
    .map((part) => part.trim());
  const nat = parts.join(',');
  if (natWords.has(nat) || parts.every((part) => asteriskNatWords.has(part))) return nat;
  return new Complaint(
    `${quote(value)} is not a NAT setting`,
    "write yes, no, force_rport, comedia, auto, keep, or a list of Asterisk's own in quotes, such as 'force_rport,comedia'",
  );
}
