// What the API answers besides devices, and what may be asked: the rest of the contract.

import { z } from 'zod';
import { verdicts } from '../../correlation/device-record.ts';
import type { SiteSummary } from '../../correlation/sites.ts';
import type { AsteriskHealth, CompanionHealth, LinkHealth } from '../companion-view.ts';
import { changeSchema, deviceInFullSchema, deviceSchema } from './device-schema.ts';
import { type Fields, MAX_NAME, nameSchema, timeSchema } from './shared-schemas.ts';

export const endpointSchema = z.object({ endpoint: nameSchema });

export const deviceQuerySchema = z.strictObject({
  endpoint: nameSchema
    .optional()
    .describe('a name, or a pattern with * in it; without: all endpoints'),
  verdict: z.enum(verdicts).optional(),
  site: z
    .string()
    .max(MAX_NAME, `a site has ${MAX_NAME} characters at most`)
    .optional()
    .describe('a name, or a public address'),
  strangers: z
    .enum(['only'])
    .optional()
    .describe('only: devices of accounts that Asterisk does not have, and no others'),
});

const verdictCounts = z
  .record(z.enum(verdicts), z.int())
  .describe('how many devices have each verdict');

export const deviceListSchema = z
  .object({
    devices: z.array(deviceSchema),
    verdicts: verdictCounts.describe(
      'how many devices have each verdict, those that the verdict of the query left out too',
    ),
    strangers: z
      .int()
      .describe(
        'how many devices tried accounts that Asterisk does not have: listed when asked for, or by an exact name',
      ),
  })
  .meta({ id: 'DeviceList' });

export const endpointAnswerSchema = z
  .object({
    endpoint: z.string(),
    devices: z.array(deviceInFullSchema),
    history: z.array(changeSchema).describe('latest first, a hundred at most'),
  })
  .meta({ id: 'Endpoint' });

export const siteListSchema = z
  .object({
    sites: z.array(
      z.object({
        site: z.string().nullable().describe('its name, or its public address; null: not known'),
        addresses: z.array(z.string()),
        devices: z.int(),
        registered: z.int(),
        verdicts: verdictCounts,
      } satisfies Fields<keyof SiteSummary>),
    ),
  })
  .meta({ id: 'SiteList' });

export const addressListSchema = z
  .object({
    ips: z.array(z.object({ address: z.string(), endpoints: z.array(z.string()) })),
  })
  .meta({ id: 'AddressList' });

const linkFields = {
  up: z.boolean(),
  reason: z.string().describe('a sentence that says why not; may be empty'),
} satisfies Fields<Exclude<keyof LinkHealth, 'isUp'> | 'up'>;

const linkSchema = z.object(linkFields);

export const healthSchema = z
  .object({
    version: z.string(),
    startedAt: timeSchema.nullable(),
    devices: z.int().describe('without strangers'),
    strangers: z.int(),
    proxy: z.object({
      ...linkFields,
      lost: z.int().describe('frames of the feed that are gone for good'),
    }),
    asterisks: z.array(
      z.object({
        name: z.string(),
        ami: linkSchema,
        ari: linkSchema.nullable().describe('null: none is configured'),
      } satisfies Fields<keyof AsteriskHealth>),
    ),
    state: linkSchema.describe('whether what is learned is written down'),
    hep: z
      .object({
        ...linkFields,
        counts: z.record(z.string(), z.number()).describe('datagrams by what became of them'),
      })
      .nullable()
      .describe('null: not configured'),
  } satisfies Fields<keyof CompanionHealth | 'version'>)
  .meta({ id: 'Health' });

export const forgottenSchema = z
  .object({ endpoint: z.string(), forgotten: z.int().describe('how many devices there were') })
  .meta({ id: 'Forgotten' });

/** RFC 9457 §3. */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('one sentence'),
  })
  .meta({ id: 'Problem' });

export type DeviceList = z.infer<typeof deviceListSchema>;
export type SiteList = z.infer<typeof siteListSchema>;
export type AddressList = z.infer<typeof addressListSchema>;
export type Health = z.infer<typeof healthSchema>;
export type Problem = z.infer<typeof problemSchema>;
export type EndpointAnswer = z.infer<typeof endpointAnswerSchema>;
