// Findings and models of phones in an answer: the contract of the API. It follows what the diagnosis
// says: a field that is missing here, or here only, does not compile.

import { z } from 'zod';
import type { ModelStatistics } from '../../devices/model-statistics.ts';
import { type Finding, findingNames, severities } from '../../diagnosis/finding.ts';
import { type Fields, knownText, nameSchema, timeSchema } from './shared-schemas.ts';

const sentences = z.array(z.string());

export const findingNameSchema = z.enum(findingNames);
export const severitySchema = z.enum(severities);

export const findingSchema = z
  .object({
    name: findingNameSchema,
    subject: z.string().describe('what it is about: a device by its id, an address, a site'),
    severity: severitySchema,
    endpoint: knownText,
    aor: knownText,
    site: knownText,
    make: knownText.describe('of the phone; null: not known'),
    asterisk: knownText,
    address: knownText.describe('the real public address; null: none, or not known'),
    summary: z.string().describe('one sentence'),
    description: z.string(),
    evidence: sentences.describe('sentences, each one fact'),
    remedy: sentences.describe('what to do, one step each'),
    since: timeSchema.nullable(),
    explainedBy: findingNameSchema.nullable().describe('another finding that explains this one'),
  } satisfies Fields<keyof Finding>)
  .meta({ id: 'Finding' });

export const findingQuerySchema = z.strictObject({
  endpoint: nameSchema.optional().describe('a name, or a pattern with * in it'),
  name: findingNameSchema.optional(),
  severity: severitySchema.optional(),
});

export const findingListSchema = z
  .object({ findings: z.array(findingSchema) })
  .meta({ id: 'FindingList' });

const count = z.int();

export const modelListSchema = z
  .object({
    models: z.array(
      z.object({
        make: knownText,
        model: knownText,
        firmware: knownText,
        phones: count.describe('registered ones'),
        offersRport: count,
        isSymmetric: count.describe('answer where they send from: Asterisk reaches them there'),
        listensElsewhere: count,
        keepsAlive: count.describe('their port at their router stays'),
        losesPort: count.describe('their port changes again and again'),
      } satisfies Fields<keyof ModelStatistics>),
    ),
  })
  .meta({ id: 'ModelList' });

export type FindingAnswer = z.infer<typeof findingSchema>;
export type FindingList = z.infer<typeof findingListSchema>;
export type ModelList = z.infer<typeof modelListSchema>;
