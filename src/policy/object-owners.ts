// Whose an object of Asterisk's is: an endpoint or a peer is its own, an AOR belongs to those that name it.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import type { DecidedEndpoint } from './claims.ts';
import { keyOf } from './object-key.ts';
import type { ObjectKind, ObjectName } from './policy-plan.ts';

export class ObjectOwners {
  private readonly byObject = new Map<string, DecidedEndpoint[]>();
  private readonly spellings = new Map<string, Set<string>>();
  private readonly drivers = new Set<EndpointState['driver']>();

  constructor(decided: readonly DecidedEndpoint[]) {
    for (const one of decided) {
      this.drivers.add(one.endpoint.driver);
      for (const name of listObjects(one.endpoint)) this.add(name, one);
    }
  }

  private add(name: ObjectName, owner: DecidedEndpoint): void {
    const owners = this.byObject.get(keyOf(name));
    if (owners === undefined) this.byObject.set(keyOf(name), [owner]);
    else owners.push(owner);
    const anyCase = keyOf({ ...name, object: name.object.toLowerCase() });
    this.spellings.set(anyCase, (this.spellings.get(anyCase) ?? new Set()).add(name.object));
  }

  /** None of an object that Asterisk does not have. */
  of(name: ObjectName): readonly DecidedEndpoint[] {
    return this.byObject.get(keyOf(name)) ?? [];
  }

  /** Whether Asterisk has another one whose name is the same but for capital letters. */
  hasNamesake({ kind, object }: ObjectName): boolean {
    return (this.spellings.get(keyOf({ kind, object: object.toLowerCase() }))?.size ?? 0) > 1;
  }

  /** Whether Asterisk has any endpoint of the driver that has such objects. */
  hasAny(kind: ObjectKind): boolean {
    return this.drivers.has(kind === 'endpoint' || kind === 'aor' ? 'chan_pjsip' : 'chan_sip');
  }
}

function listObjects({ driver, name, aors, aorStates }: EndpointState): ObjectName[] {
  if (driver === 'chan_sip') return [{ kind: 'peer', object: name }];
  const named = aorStates?.map((aor) => aor.name) ?? aors;
  return [
    { kind: 'endpoint', object: name },
    ...named.map((aor): ObjectName => ({ kind: 'aor', object: aor })),
  ];
}
