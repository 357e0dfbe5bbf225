// How a change of one object gets to Asterisk: by who owns the object, or as its entry of the policy
// says, where that is possible.

import type { ObjectOwners } from './object-owners.ts';
import type { PlanFacts } from './plan-facts.ts';
import type { ObjectName, Store, WriterKind } from './policy-plan.ts';
import { explainUnwritable } from './section-name.ts';
import type { EndpointPattern } from './wanted-settings.ts';

export interface Way {
  readonly store: Store;
  readonly writer: WriterKind;
}

/** No way: one sentence, with the next step. */
export interface NoWay {
  readonly why: string;
}

export function chooseWay(
  name: ObjectName,
  pattern: EndpointPattern,
  owners: ObjectOwners,
  facts: PlanFacts,
): Way | NoWay {
  const store = name.kind === 'general' ? 'sip.conf' : facts.storeOf(name);
  if (store === undefined)
    return {
      why: `It could not be found out where Asterisk has the ${name.kind} from: let farend's AMI user read config, or run farend where Asterisk's configuration files are.`,
    };
  const hindrance = explainHindrance(name, store, owners);
  if (hindrance !== undefined) return { why: hindrance };
  const usual = facts.writerFor(store);
  const writer = pattern.writer ?? usual;
  const why = explainImpossible(writer, store, usual);
  if (why !== undefined) return { why: `${why} (writer: ${writer} for ${pattern.match}).` };
  return { store, writer };
}

/** Why no writer at all can change it. */
function explainHindrance(
  name: ObjectName,
  store: Store,
  owners: ObjectOwners,
): string | undefined {
  if (store === 'dynamic')
    return name.kind === 'peer'
      ? 'Asterisk has this peer of chan_sip from a database, which only you can change: set it there.'
      : undefined;
  if (owners.hasNamesake(name))
    return `Asterisk has another ${name.kind} of that name in other capital letters, and would take a section for the first of them: set it by hand where it is defined.`;
  return explainUnwritable(name.object);
}

function explainImpossible(
  writer: WriterKind,
  store: Store,
  usual: WriterKind,
): string | undefined {
  if (writer === usual || writer === 'paste') return undefined;
  if (writer === 'ari') return explainNoAri(store);
  if (writer === 'update-config') return explainNoUpdateConfig(store);
  return store === 'dynamic'
    ? 'It is in a database, which files cannot change: take the writer out of the entry'
    : "Asterisk's configuration directory is not at hand, or policy.write is not set: take the writer out of the entry, and farend prints what to paste";
}

function explainNoAri(store: Store): string {
  return store === 'dynamic'
    ? 'farend has no way to ARI: add ari to this Asterisk in farend.yaml'
    : `Asterisk changes nothing over ARI that it has from ${store}: take the writer out of the entry`;
}

function explainNoUpdateConfig(store: Store): string | undefined {
  if (store === 'sip.conf') return undefined;
  return `UpdateConfig is for sip.conf only, and Asterisk has this from ${store === 'dynamic' ? 'a database' : store}: take the writer out of the entry`;
}
