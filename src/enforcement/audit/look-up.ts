// All that a plan needs to know of one Asterisk: its endpoints, the settings of those that the policy
// speaks of, and where each object is from. Files at hand are believed before AMI: they tell more.

import type { EndpointState } from '../../asterisk/asterisk-event.ts';
import type { GeneralNat, PlanFacts } from '../../policy/make-plan.ts';
import type { ObjectName, Store } from '../../policy/policy-plan.ts';
import { type EndpointPattern, findPattern } from '../../policy/wanted-settings.ts';
import type { AsteriskAccess } from '../asterisk-access.ts';
import type { FileStore, StoreLookup } from '../store-lookup.ts';
import { type IsFromFile, readFile, readObjects } from './configured-objects.ts';
import { readSipGeneral } from './sip-general.ts';

export interface LookUpOptions extends Pick<PlanFacts, 'writerFor' | 'farendAddresses'> {
  /** Which endpoints are of interest now; the settings of others are not read. Default: all. */
  readonly only?: (endpoint: string) => boolean;
  readonly onProgress: (done: number, of: number) => void;
}

/** What the wire showed is known elsewhere. */
export type LookedUp = Omit<PlanFacts, 'isBehindNat'>;

/**
 * @param atHand the files of this very Asterisk; undefined: none
 * @throws AppError AMI_UNREACHABLE, or AMI_REFUSED for the list of endpoints
 */
export async function lookUp(
  access: AsteriskAccess,
  patterns: readonly EndpointPattern[],
  atHand: StoreLookup | undefined,
  { onProgress, only = () => true, ...given }: LookUpOptions,
): Promise<LookedUp> {
  const listed = await access.listEndpoints();
  const isChosen = (endpoint: EndpointState): boolean =>
    only(endpoint.name) && findPattern(patterns, endpoint) !== undefined;
  const endpoints = await readChosen(access, listed, isChosen, onProgress);
  const files = await readFiles(access, listed, atHand);
  const contacts = await countContacts(access, patterns);
  return {
    ...given,
    asterisk: access.asterisk,
    endpoints,
    contactsOf: (aor) => contacts.get(aor) ?? 0,
    storeOf: (name) => findStore(files, name),
    hindranceOf: (name, wanted) => atHand?.hindranceOf(name, wanted),
    isFileLost: (store) => store !== 'dynamic' && atHand?.isFileLost(store) === true,
    ownSections: atHand?.ownSections ?? [],
    generalNat: files.generalNat,
  };
}

/** By AOR; only where the policy limits them. */
async function countContacts(
  access: AsteriskAccess,
  patterns: readonly EndpointPattern[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  if (patterns.every(({ maxContacts }) => maxContacts === undefined)) return counts;
  for (const { aor } of await access.listContacts()) counts.set(aor, (counts.get(aor) ?? 0) + 1);
  return counts;
}

/** In the order of the list; what has gone meanwhile is left out. */
async function readChosen(
  access: AsteriskAccess,
  listed: readonly EndpointState[],
  isChosen: (endpoint: EndpointState) => boolean,
  onProgress: LookUpOptions['onProgress'],
): Promise<EndpointState[]> {
  const read = await access.readSettings(listed.filter(isChosen), onProgress);
  const byName = new Map(read.map((endpoint) => [keyOf(endpoint), endpoint]));
  return listed.flatMap((endpoint) =>
    isChosen(endpoint) ? (byName.get(keyOf(endpoint)) ?? []) : endpoint,
  );
}

/** Both drivers may have one of the same name. */
function keyOf({ driver, name }: EndpointState): string {
  return `${driver} ${name}`;
}

interface Files {
  /** Undefined: nothing is known of that file. */
  readonly isFrom: Readonly<Record<FileStore, IsFromFile | undefined>>;
  readonly generalNat: GeneralNat | undefined;
}

async function readFiles(
  access: AsteriskAccess,
  listed: readonly EndpointState[],
  atHand: StoreLookup | undefined,
): Promise<Files> {
  const readPjsip = (store: Exclude<FileStore, 'sip.conf'>) =>
    isAtHand(atHand, store)
      ? (name: ObjectName) => atHand.storeOf(name) === store
      : readObjects(access, store);
  const hasPjsip = listed.some(({ driver }) => driver === 'chan_pjsip');
  const peers = listed.flatMap(({ driver, name }) => (driver === 'chan_sip' ? name : []));
  const sip = peers.length > 0 ? await readSip(access, peers, atHand) : undefined;
  return {
    isFrom: {
      'pjsip.conf': hasPjsip ? await readPjsip('pjsip.conf') : undefined,
      'pjsip_wizard.conf': hasPjsip ? await readPjsip('pjsip_wizard.conf') : undefined,
      'sip.conf': sip?.isFrom,
    },
    generalNat: sip?.generalNat,
  };
}

function isAtHand(atHand: StoreLookup | undefined, store: FileStore): atHand is StoreLookup {
  return atHand?.has(store) === true;
}

async function readSip(
  access: AsteriskAccess,
  peers: readonly string[],
  atHand: StoreLookup | undefined,
): Promise<{ isFrom: IsFromFile; generalNat: GeneralNat | undefined } | undefined> {
  if (isAtHand(atHand, 'sip.conf'))
    return {
      isFrom: (name) => atHand.storeOf(name) === 'sip.conf',
      generalNat: atHand.generalNat(),
    };
  const categories = await readFile(access, 'sip.conf');
  if (categories === undefined) return undefined;
  const names = new Set(categories.map(({ name }) => name));
  return {
    isFrom: ({ kind, object }) => kind === 'general' || names.has(object),
    generalNat: readSipGeneral(categories, peers),
  };
}

/** What is in none of the files is in a database; as long as one of them is unknown, nobody knows. */
function findStore({ isFrom }: Files, name: ObjectName): Store | undefined {
  const candidates: readonly FileStore[] =
    name.kind === 'endpoint' || name.kind === 'aor'
      ? ['pjsip.conf', 'pjsip_wizard.conf']
      : ['sip.conf'];
  const found = candidates.find((store) => isFrom[store]?.(name));
  if (found !== undefined) return found;
  return candidates.every((store) => isFrom[store] !== undefined) ? 'dynamic' : undefined;
}
