// Turns Asterisk's 2xx to a REGISTER into bindings, under the rules that say when a flow may move.

import { copyText } from '../base/copy-text.ts';
import type { BindingChange } from '../observation/sip-observation.ts';
import { type Binding, createBinding, isLive } from './binding.ts';
import type { Bindings } from './bindings.ts';
import { describeDevice } from './describe-device.ts';
import { type Flow, isSameFlow } from './flow.ts';
import { copyMapping, type MappedContact, type RegisterAttempt } from './register-attempt.ts';

/** Where changes go to be kept; without a state directory, nowhere. */
export interface BindingStore {
  record(binding: Binding, done: () => void): void;
  recordLazily(binding: Binding): void;
}

export interface KeptChange {
  readonly change: BindingChange | undefined;
  /** Settled when the change is on disk; undefined when nothing needs to wait. */
  readonly durable: Promise<void> | undefined;
}

/** The order in which changes matter when one REGISTER makes several. */
const weights: Readonly<Record<BindingChange, number>> = {
  created: 4,
  moved: 3,
  removed: 2,
  refreshed: 1,
};

export class BindingKeeper {
  private readonly bindings: Bindings;
  private readonly store: BindingStore;

  constructor(bindings: Bindings, store: BindingStore) {
    this.bindings = bindings;
    this.store = store;
  }

  /**
   * Applies a 2xx.
   *
   * @param granted seconds that Asterisk granted, by token; a token that is missing is not
   *   registered any more
   */
  apply(attempt: RegisterAttempt, granted: ReadonlyMap<string, number>, nowMs: number): KeptChange {
    if (attempt.kind === 'star') return this.removeAll(attempt.observation.aor, nowMs);
    let change: BindingChange | undefined;
    let durable: Promise<void> | undefined;
    for (const mapped of attempt.contacts) {
      const kept = this.applyContact(attempt, mapped, granted.get(mapped.token), nowMs);
      if (kept.change !== undefined && weigh(kept.change) > weigh(change)) change = kept.change;
      durable = kept.durable ?? durable;
    }
    return { change, durable };
  }

  private applyContact(
    attempt: RegisterAttempt,
    mapped: MappedContact,
    seconds: number | undefined,
    nowMs: number,
  ): KeptChange {
    const binding = this.bindings.find(mapped.token);
    if (seconds === undefined || seconds === 0) {
      if (!mapped.isUnregister || binding === undefined || !isLive(binding, nowMs)) return nothing;
      // The flow stays: a dialog of this phone may still go on.
      return this.keep('removed', Object.assign(binding, { expiresAt: nowMs }));
    }
    // Another Contact of this REGISTER keeps the token: pjsua names its new and its old one together.
    if (mapped.isUnregister) return nothing;
    const expiresAt = nowMs + seconds * 1000;
    if (binding === undefined) return this.create(attempt, mapped, expiresAt, nowMs);
    if (isBackwards(attempt.observation.time, binding, nowMs) || !mayMove(binding, attempt, nowMs))
      return nothing;
    return this.update(binding, attempt, mapped, expiresAt, nowMs);
  }

  private create(
    attempt: RegisterAttempt,
    mapped: MappedContact,
    expiresAt: number,
    nowMs: number,
  ): KeptChange {
    const { aor, credentials } = attempt.observation;
    const hasLive = this.bindings.ofUser(aor).some((binding) => isLive(binding, nowMs));
    if (credentials !== 'passed' && hasLive) return nothing;
    const token = copyText(mapped.token);
    const described = describeDevice(attempt, mapped, token);
    const binding = createBinding({ token, aor: copyText(aor), ...described, expiresAt });
    binding.lastMapping = described.lastMapping;
    this.bindings.add(binding, nowMs);
    return this.keep('created', binding);
  }

  private update(
    binding: Binding,
    attempt: RegisterAttempt,
    mapped: MappedContact,
    expiresAt: number,
    nowMs: number,
  ): KeptChange {
    const isUnchanged =
      isSameFlow(binding.flow, attempt.flow) &&
      binding.contactUri === mapped.uri &&
      binding.address === attempt.address &&
      binding.callId === attempt.observation.callId;
    if (isUnchanged && isLive(binding, nowMs)) {
      binding.provenAt = attempt.observation.time;
      binding.expiresAt = expiresAt;
      binding.behindNat = attempt.behindNat;
      if (binding.lastMapping !== mapped) binding.lastMapping = copyMapping(mapped, binding.token);
      this.store.recordLazily(binding);
      return { change: 'refreshed', durable: undefined };
    }
    const change = isSameFlow(binding.flow, attempt.flow) ? 'refreshed' : 'moved';
    Object.assign(binding, describeDevice(attempt, mapped, binding.token), { expiresAt });
    return this.keep(change, binding);
  }

  /**
   * A 2xx to another request than REGISTER proved a flow: it counts from the time of that request.
   * Settled when it is on disk; undefined when nothing needs to wait.
   */
  prove(token: string, flow: Flow, timeMs: number, nowMs: number): Promise<void> | undefined {
    const binding = this.bindings.find(token);
    if (binding === undefined || isBackwards(timeMs, binding, nowMs)) return undefined;
    const isSame = isSameFlow(binding.flow, flow);
    binding.provenAt = timeMs;
    if (isSame) return undefined;
    // Behind a trusted proxy the flow says nothing of where the phone is.
    if (binding.address === binding.flow.remote.address) binding.address = flow.remote.address;
    binding.flow = flow;
    return this.keep('moved', binding).durable;
  }

  private removeAll(aor: string, nowMs: number): KeptChange {
    let durable: Promise<void> | undefined;
    for (const binding of this.bindings.ofAor(aor)) {
      if (!isLive(binding, nowMs)) continue;
      binding.expiresAt = nowMs;
      durable = this.keep('removed', binding).durable;
    }
    return durable === undefined ? nothing : { change: 'removed', durable };
  }

  private keep(change: BindingChange, binding: Binding): KeptChange {
    const durable = new Promise<void>((resolve) => this.store.record(binding, resolve));
    return { change, durable };
  }
}

const nothing: KeptChange = { change: undefined, durable: undefined };

function weigh(change: BindingChange | undefined): number {
  return change === undefined ? 0 : weights[change];
}

/** A flow never moves backwards in time; a time that is still to come is a clock that was wrong. */
function isBackwards(timeMs: number, { provenAt }: Binding, nowMs: number): boolean {
  return timeMs < provenAt && provenAt <= nowMs;
}

/**
 * A flow moves on Asterisk's 2xx to a request with credentials. Where an endpoint asks for none, it
 * moves within the address that it has, or once it is dead: otherwise anyone could take the phone.
 */
function mayMove(binding: Binding, attempt: RegisterAttempt, nowMs: number): boolean {
  return (
    attempt.observation.credentials === 'passed' ||
    !isLive(binding, nowMs) ||
    binding.address === attempt.address
  );
}
