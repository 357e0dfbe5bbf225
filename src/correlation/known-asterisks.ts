// What the Asterisks are like: whether they can be asked, and which endpoints they have.

import type { ConnectionEvent, EndpointState } from '../asterisk/asterisk-event.ts';

export interface KnownAsterisk {
  readonly name: string;
  isUp: boolean | undefined;
  reason: string;
  endpoints: ReadonlyMap<string, EndpointState>;
  /** Its list of endpoints has come once. */
  hasTold: boolean;
  /** Endpoint by AOR. */
  byAor: ReadonlyMap<string, EndpointState>;
  /** Registered phones that answer it, and that do not. */
  reachable: number;
  unreachable: number;
  /** It reaches none of them, and they are at several sites. */
  reachesNobody: boolean;
}

/** An AOR as Asterisk has it. */
export interface Account {
  readonly aor: string;
  readonly endpoint: string;
  /** '' where several Asterisks have it. */
  readonly asterisk: string;
}

export class KnownAsterisks {
  private readonly byName = new Map<string, KnownAsterisk>();

  /** @param names those of the configuration */
  constructor(names: readonly string[]) {
    for (const name of names) this.find(name);
  }

  get isEmpty(): boolean {
    return this.byName.size === 0;
  }

  /** Each has listed its endpoints, and there is one at least: what none of them has is made up. */
  get haveAllTold(): boolean {
    return !this.isEmpty && [...this.byName.values()].every(({ hasTold }) => hasTold);
  }

  /** The only one there is; '' where there are several, or none. */
  get onlyName(): string {
    const [name = ''] = this.byName.keys();
    return this.byName.size === 1 ? name : '';
  }

  /** One that the configuration does not name is new. */
  find(name: string): KnownAsterisk {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const fresh: KnownAsterisk = {
      name,
      isUp: undefined,
      reason: '',
      endpoints: new Map(),
      hasTold: false,
      byAor: new Map(),
      reachable: 0,
      unreachable: 0,
      reachesNobody: false,
    };
    this.byName.set(name, fresh);
    return fresh;
  }

  all(): Iterable<KnownAsterisk> {
    return this.byName.values();
  }

  get(name: string): KnownAsterisk | undefined {
    return this.byName.get(name);
  }

  noteConnection({ asterisk, isUp, reason }: ConnectionEvent): void {
    Object.assign(this.find(asterisk), { isUp, reason });
  }

  replaceEndpoints(name: string, endpoints: readonly EndpointState[]): void {
    const known = this.find(name);
    known.isUp = true;
    known.reason = '';
    known.hasTold = true;
    known.endpoints = new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]));
    known.byAor = new Map(endpoints.flatMap((endpoint) => listAors(endpoint)));
  }

  /**
   * The account that a REGISTER is for: Asterisk looks for `user@host` first, then for the user.
   *
   * @param wireAor `user@host`
   */
  resolve(wireAor: string): Account | undefined {
    const at = wireAor.lastIndexOf('@');
    const user = at < 0 ? wireAor : wireAor.slice(0, at);
    return this.findAor(wireAor) ?? this.findAor(user);
  }

  /** Undefined where no Asterisk has it, or nobody has told yet. */
  findAor(aor: string): Account | undefined {
    let found: Account | undefined;
    for (const { name, byAor } of this.byName.values()) {
      const state = byAor.get(aor);
      if (state === undefined) continue;
      if (found !== undefined) return { ...found, asterisk: '' };
      found = { aor, endpoint: state.name, asterisk: name };
    }
    return found;
  }

  settingsOf(asterisk: string, aor: string): EndpointState | undefined {
    return this.byName.get(asterisk)?.byAor.get(aor);
  }

  /** The AORs of an endpoint, wherever it is; trunks have none here: they are no phones. */
  *phoneAors(): Iterable<Account> {
    for (const { name, byAor } of this.byName.values()) {
      for (const [aor, state] of byAor)
        if (!state.isTrunk) yield { aor, endpoint: state.name, asterisk: name };
    }
  }
}

function listAors(endpoint: EndpointState): [string, EndpointState][] {
  const names = endpoint.aors.length === 0 ? [endpoint.name] : endpoint.aors;
  return names.map((aor) => [aor, endpoint]);
}
