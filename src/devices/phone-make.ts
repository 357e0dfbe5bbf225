// The form of the data files in `makes`: one make of phones, how its User-Agent reads, and where the
// settings are that matter behind a router. What nobody could find a source for is not in them.

import { z } from 'zod';

/** What one may want to set on a phone. */
export const adviceTopics = [
  'rport',
  'keep-alive',
  'nat',
  'outbound-proxy',
  'expiry',
  'transport',
  'stun',
] as const;

export type AdviceTopic = (typeof adviceTopics)[number];

const text = z.string().min(1).max(400);

const adviceSchema = z.strictObject({
  /** The way through the menu, steps joined by ` → `; or the place in the configuration file. */
  menu: text,
  value: text,
  /** As it stands in a provisioning file. */
  provisioningKey: text.optional(),
  note: text.optional(),
  /** The manual and its section, or the address of the page. */
  source: text,
});

export type Advice = z.output<typeof adviceSchema>;

const userAgentRuleSchema = z.strictObject({
  /**
   * A regular expression without regard to case, from the beginning of the header. Its groups `model`
   * and `firmware` take no more than what names them: a User-Agent may also have MAC addresses and the
   * names of people.
   */
  pattern: z.string().startsWith('^'),
  examples: z.array(z.strictObject({ userAgent: text, model: z.string(), firmware: z.string() })),
});

const familySchema = z.strictObject({
  /** Patterns of models, `*` stands for any text. */
  models: z.array(text).min(1),
  advice: z.partialRecord(z.enum(adviceTopics), adviceSchema),
});

export const phoneMakeSchema = z.strictObject({
  make: text,
  /** The first that matches counts. */
  userAgents: z.array(userAgentRuleSchema).min(1),
  /** The first that has the model and the topic counts. */
  families: z.array(familySchema),
});

export type PhoneMake = z.output<typeof phoneMakeSchema>;
