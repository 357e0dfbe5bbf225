// What PJSIPShowEndpoint tells of one endpoint at a time: its NAT settings, and whether an address
// identifies it. Thousands of them are read once, then again only when they may have changed.

import { z } from 'zod';
import type { AorState, EndpointState } from '../asterisk-event.ts';
import type { AmiMessage } from './ami-message.ts';
import type { Ask } from './ask.ts';

/** All of PJSIPShowEndpoint that is looked at; its AuthDetail has the password in clear. */
const DETAILS = ['EndpointDetail', 'IdentifyDetail', 'AorDetail'];
/** Endpoints of a database (realtime) change without a reload. */
const KEPT_MS = 3_600_000;

export type Details = Pick<
  EndpointState,
  'forceRport' | 'rewriteContact' | 'rtpSymmetric' | 'directMedia' | 'aorStates' | 'isTrunk'
>;

const flag = z
  .enum(['true', 'false', 'yes', 'no'])
  .optional()
  .catch(undefined)
  .transform((text) => (text === undefined ? undefined : text === 'true' || text === 'yes'));

const settingsSchema = z.object({
  forcerport: flag,
  rewritecontact: flag,
  rtpsymmetric: flag,
  directmedia: flag,
});

const count = z.coerce.number().int().min(0).optional().catch(undefined);

const aorSchema = z.object({
  objectname: z.string().min(1),
  maxcontacts: count,
  qualifyfrequency: count,
});

/** By endpoint, as they were read last; longer than any connection. */
export class KnownDetails {
  private readonly byEndpoint = new Map<string, { details: Details; readAt: number }>();
  private changedAt = Number.NEGATIVE_INFINITY;
  private settings = '';

  /** They are told as they were until they are read again. */
  get(endpoint: string): Details | undefined {
    return this.byEndpoint.get(endpoint)?.details;
  }

  isFresh(endpoint: string): boolean {
    const { readAt = Number.NEGATIVE_INFINITY } = this.byEndpoint.get(endpoint) ?? {};
    return readAt > this.changedAt && performance.now() - readAt < KEPT_MS;
  }

  /** Asterisk has read its settings again: all of them may have changed. */
  noteReload(): void {
    this.changedAt = performance.now();
  }

  /** @param settings when Asterisk was started and when it read its settings last, in its own words */
  noteSettings(settings: string): void {
    if (settings !== this.settings) this.noteReload();
    this.settings = settings;
  }

  /** Asks for one endpoint, gently; nothing is kept of one that has gone since it was listed. */
  async read(ask: Ask, endpoint: string): Promise<void> {
    const readAt = performance.now();
    const details = await readEndpointDetails(ask, endpoint);
    if (details === undefined) this.byEndpoint.delete(endpoint);
    else this.byEndpoint.set(endpoint, { details, readAt });
  }

  /** Forgets all others. */
  retain(endpoints: ReadonlySet<string>): void {
    for (const name of this.byEndpoint.keys())
      if (!endpoints.has(name)) this.byEndpoint.delete(name);
  }
}

/**
 * Undefined where Asterisk has no such endpoint.
 *
 * @throws AppError AMI_UNREACHABLE
 */
export async function readEndpointDetails(
  ask: Ask,
  endpoint: string,
): Promise<Details | undefined> {
  const action = { Action: 'PJSIPShowEndpoint', Endpoint: endpoint };
  const messages = await ask.listOrNothing(action, DETAILS, 'EndpointDetailComplete');
  const detail = messages.find(({ event }) => event === 'EndpointDetail');
  if (detail === undefined) return undefined;
  const fields = settingsSchema.parse(Object.fromEntries(detail.headers));
  return {
    forceRport: fields.forcerport,
    rewriteContact: fields.rewritecontact,
    rtpSymmetric: fields.rtpsymmetric,
    directMedia: fields.directmedia,
    aorStates: messages.filter(({ event }) => event === 'AorDetail').flatMap(readAor),
    isTrunk: messages.some(({ event }) => event === 'IdentifyDetail'),
  };
}

function readAor({ headers }: AmiMessage): AorState[] {
  const { data } = aorSchema.safeParse(Object.fromEntries(headers));
  if (data === undefined) return [];
  const { objectname: name, maxcontacts: maxContacts, qualifyfrequency: qualifyFrequency } = data;
  return [{ name, maxContacts, qualifyFrequency }];
}
