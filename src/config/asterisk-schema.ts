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
  pattern,
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

const NAT_KIND =
  "`yes`, `no`, `force_rport`, `comedia`, `auto`, `keep`, or Asterisk's own list in quotes: `'force_rport,comedia'`";

const asteriskSection = z.strictObject({
  name: text('main')
    .prefault('main')
    .describe('What this Asterisk is called in answers and alerts.'),
  sip: asteriskUrl.exactOptional().describe('Which of `proxy.asterisk` it is.'),
  ami: z
    .strictObject({
      host: host.prefault('127.0.0.1').describe('Where the manager interface listens.'),
      port: port.prefault('5038').describe('Its port, `port` in `manager.conf`.'),
      username: text('farend').describe(
        'The name of a section in `manager.conf`: [one with all that farend needs](../../asterisk-conf/manager.d/farend.conf).',
      ),
      secret: secret.describe('Its `secret`.'),
    })
    .register(schemaNotes, { example: '{ username: farend, secret: { env: FAREND_AMI_SECRET } }' })
    .describe('The manager interface.'),
  ari: z
    .strictObject({
      url: webUrl
        .prefault('http://127.0.0.1:8088')
        .describe('Where the HTTP server of Asterisk listens, without `/ari`.'),
      username: text('farend').describe(
        'The name of a section in `ari.conf`: [one with all that farend needs](../../asterisk-conf/ari.d/farend.conf).',
      ),
      password: secret.describe('Its `password`.'),
      applications: z
        .array(text('phones'))
        .register(schemaNotes, { example: '[phones]' })
        .prefault([])
        .describe(
          'Applications that are told what AMI clients hear unasked: [`FarendNatChange`, `FarendAlert` and `FarendAlive`](ami.md#what-farend-says-unasked).',
        ),
    })
    .register(schemaNotes, { example: '{ username: farend, password: { file: /etc/farend/ari } }' })
    .exactOptional()
    .describe('The REST interface.'),
  astdb: yesOrNo
    .prefault('no')
    .describe('Also write verdict and real address into AstDB, for the dialplan.'),
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
    mode: word(['report', 'enforce'])
      .prefault('report')
      .describe(
        'Tell differences, or set them right as they appear, which needs `asterisk` and entries. `farend policy apply` sets them right in both.',
      ),
    write: scalar(parseWrite, { kind: 'path, or `none`', example: '/etc/asterisk/farend.d' })
      .exactOptional()
      .describe(
        "The directory that belongs to farend alone, inside Asterisk's configuration directory: `/etc/asterisk/farend.d`. Without it, or with `none`, farend prints what to paste.",
      ),
    watchFor: duration('60s', SHORTEST_WATCH_MS, LONGEST_WATCH_MS)
      .prefault('60s')
      .describe(
        'How long registrations are watched after a change: where more than 5 % of them, and at least 2, are lost meanwhile, the change is taken back.',
      ),
    endpoints: z
      .array(
        z.strictObject({
          match: pattern("'4*'").describe(
            "The name of the endpoint. Quote a lone `'*'`. A trunk is meant by its exact name only.",
          ),
          nat: scalar(parseNat, { kind: NAT_KIND, example: 'yes' }).describe(
            'The wanted setting. `yes` works without farend too. `auto`: as `yes` for phones that were seen behind NAT; what it has set once stays. `keep`: farend sets nothing, and takes out of its own files what it had set before.',
          ),
          directMedia: yesOrNo
            .exactOptional()
            .describe('Whether media may go around Asterisk; with `nat: yes` the default is no.'),
          rewriteContact: yesOrNo
            .exactOptional()
            .describe(
              "chan_pjsip's `rewrite_contact`, where it should differ from what `nat` makes of it.",
            ),
          maxContacts: scalar(parseMaxContacts, { kind: '1 to 100', example: '1' })
            .exactOptional()
            .describe(
              "chan_pjsip's `max_contacts` of its AORs; chan_sip has one contact of each peer. Of an AOR that several endpoints share, the first endpoint has its way. An AOR that takes no registrations (`max_contacts=0`, a door with a contact of its own) stays so. It is lowered once no more phones than that are registered: Asterisk would refuse all of them.",
            ),
          qualify: scalar(parseQualify, {
            kind: 'duration in whole seconds, or `no`',
            example: '60s',
          })
            .exactOptional()
            .describe(
              'How often Asterisk asks the phone whether it is there: `qualify_frequency` of its AORs, or `qualify` and `qualifyfreq` of chan_sip.',
            ),
          writer: word(writerKinds)
            .exactOptional()
            .describe(
              'How its settings are written; without it, chosen by who owns the endpoint. `files` needs `policy.write`, `ari` is for objects in a database or AstDB, `update-config` for `sip.conf` alone.',
            ),
        }),
      )
      .register(schemaNotes, { example: "[{ match: '4*', nat: yes }]" })
      .prefault([])
      .describe(
        'Which endpoints, and how each should be set: the first that matches counts. What no entry matches is never touched.',
      ),
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
