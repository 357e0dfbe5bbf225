// `nat` in [general] of sip.conf, by which chan_sip answers names that do not exist: where it differs from
// that of the peers, outsiders can tell which names exist.

import type { Claim, DecidedEndpoint } from './claims.ts';
import { listNames } from './list-names.ts';
import { normalizeNat } from './normalize-nat.ts';
import type { GeneralNat } from './plan-facts.ts';
import type { PolicyWarning } from './policy-warning.ts';

export interface GeneralPlan {
  /** At most one. */
  readonly claims: readonly Claim[];
  /** `enumeration`. */
  readonly warnings: readonly PolicyWarning[];
  /** The policy speaks of no peer: what farend once set there goes. */
  readonly isFree: boolean;
}

/** @param claims of all endpoints: what their peers want of `nat` */
export function planGeneral(
  decided: readonly DecidedEndpoint[],
  claims: readonly Claim[],
  generalNat: GeneralNat | undefined,
): GeneralPlan {
  const isFree = !decided.some(
    ({ endpoint, decision }) =>
      endpoint.driver === 'chan_sip' && (decision.kind === 'managed' || decision.kind === 'unseen'),
  );
  const nats = claims.filter(isWhole);
  const [first] = nats;
  if (generalNat === undefined || first === undefined) return { claims: [], warnings: [], isFree };
  const other = nats.find(({ wanted }) => wanted !== first.wanted);
  if (other !== undefined) return { claims: [], warnings: [warnOfMixture(first, other)], isFree };
  return { ...agree(first, nats, generalNat), isFree };
}

/** What an entry leaves to the wire in part stands for nobody else. */
function isWhole({ kind, setting, pattern }: Claim): boolean {
  return kind === 'peer' && setting === 'nat' && !pattern.nat.includes('auto_');
}

function agree(
  first: Claim,
  nats: readonly Claim[],
  { value, inheritedBy }: GeneralNat,
): Omit<GeneralPlan, 'isFree'> {
  const actual = normalizeNat(value);
  const managed = new Set(nats.map(({ object }) => object));
  const heirs = inheritedBy.filter((name) => !managed.has(name));
  if (actual !== first.wanted && heirs.length > 0)
    return { claims: [], warnings: [warnOfHeirs(first, actual, heirs)] };
  const general = { kind: 'general', object: 'general', setting: 'nat' } as const;
  const { wanted, pattern } = first;
  return { claims: [{ ...general, wanted, actual, endpoints: [''], pattern }], warnings: [] };
}

function warnOfMixture(first: Claim, other: Claim): PolicyWarning {
  return {
    name: 'enumeration',
    endpoint: '',
    sentence: `The policy wants nat=${first.wanted} for some peers (${first.object}) and nat=${other.wanted} for others (${other.object}): whatever [general] of sip.conf has, names that do not exist are answered otherwise than some that do, so that outsiders can find those; let all peers have the same nat.`,
  };
}

function warnOfHeirs(first: Claim, actual: string, heirs: readonly string[]): PolicyWarning {
  return {
    name: 'enumeration',
    endpoint: '',
    sentence: `[general] of sip.conf has nat=${actual} and the peers of the policy nat=${first.wanted}: names that do not exist are answered otherwise than those that do, so that outsiders can find these. It stays so, since ${listNames(heirs)}, of which the policy does not speak, would change with it: give each of them nat=${actual} of its own, or an entry in policy.endpoints, and apply again.`,
  };
}
