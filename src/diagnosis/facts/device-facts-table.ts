// The facts of all devices, by the id of their record and by the Call-ID of their REGISTERs.

import { copyText } from '../../base/copy-text.ts';
import { RecentMap } from '../../base/recent-map.ts';
import { readAddress } from '../../correlation/address-text.ts';
import type { DeviceRecord } from '../../correlation/device-record.ts';
import { identifyModel, type PhoneModel } from '../../devices/device-catalogue.ts';
import type { SipObservation } from '../../observation/sip-observation.ts';
import { createDeviceFacts, type DeviceFacts } from './device-facts.ts';
import { createRegisterFacts, noteRegister, type RegisterFacts } from './register-facts.ts';

/** There are far fewer than phones. */
const MAX_MODELS = 1_000;
/** First attempts of phones that have no record yet; as many as the correlation keeps. */
const MAX_EARLY = 8_192;

export class DeviceFactsTable {
  private readonly byId = new Map<string, DeviceFacts>();
  private readonly byCallId = new Map<string, DeviceFacts>();
  private readonly models = new RecentMap<string, PhoneModel>(MAX_MODELS);
  private readonly early = new RecentMap<string, RegisterFacts>(MAX_EARLY);

  get size(): number {
    return this.byId.size;
  }

  all(): Iterable<DeviceFacts> {
    return this.byId.values();
  }

  get(recordId: string): DeviceFacts | undefined {
    return this.byId.get(recordId);
  }

  /** @param token the proxy's */
  ofToken(user: string, aor: string, token: string): DeviceFacts | undefined {
    return this.byId.get(`${user}/${token}`) ?? this.byId.get(`${aor}/${token}`);
  }

  /** Whose REGISTER it is, if that device is told of. */
  ofRegister({ callId, source }: SipObservation): DeviceFacts | undefined {
    const facts = this.byCallId.get(callId);
    const isThere = readAddress(facts?.record.wire?.source ?? '') === readAddress(source);
    return isThere ? facts : undefined;
  }

  /** The first challenges come before anybody knows of the device. */
  keepForLater(observation: SipObservation): void {
    const { callId } = observation;
    const registers = this.early.get(callId) ?? createRegisterFacts();
    noteRegister(registers, observation);
    this.early.set(copyText(callId), registers);
  }

  /** @returns its facts, and its record before; undefined for a new one */
  keep(record: DeviceRecord): { facts: DeviceFacts; before: DeviceRecord | undefined } {
    const known = this.byId.get(record.id);
    const facts = known ?? createDeviceFacts(record);
    const before = known?.record;
    facts.record = record;
    const { callId = '', userAgent = '' } = record.wire ?? {};
    if (known === undefined) this.byId.set(record.id, facts);
    if (before?.wire?.userAgent !== userAgent) facts.model = this.identify(userAgent);
    if (callId !== '' && this.byCallId.get(callId) !== facts) this.adopt(facts, callId, before);
    return { facts, before };
  }

  forget({ id, wire }: DeviceRecord): DeviceFacts | undefined {
    const facts = this.byId.get(id);
    this.byId.delete(id);
    const callId = wire?.callId ?? '';
    if (this.byCallId.get(callId) === facts) this.byCallId.delete(callId);
    return facts;
  }

  /** Phones of one model share it. */
  private identify(userAgent: string): PhoneModel {
    const model = this.models.get(userAgent) ?? identifyModel(userAgent);
    this.models.set(userAgent, model);
    return model;
  }

  private adopt(facts: DeviceFacts, callId: string, before: DeviceRecord | undefined): void {
    const old = before?.wire?.callId ?? '';
    if (this.byCallId.get(old) === facts) this.byCallId.delete(old);
    this.byCallId.set(callId, facts);
    const early = this.early.get(callId);
    this.early.delete(callId);
    if (early !== undefined) facts.registers = { ...facts.registers, ...early };
  }
}
