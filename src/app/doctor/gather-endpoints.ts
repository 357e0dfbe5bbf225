// The endpoints of both channel drivers with what matters of them behind a proxy; of thousands as many
// as the time allows.

import type { AmiMessage } from '../../asterisk/ami/ami-message.ts';
import type { Ask } from '../../asterisk/ami/ask.ts';
import { addDetails, listPjsipEndpoints } from '../../asterisk/ami/pjsip-snapshot.ts';
import { readSipPeer } from '../../asterisk/ami/sip-peer.ts';
import { listSipPeers } from '../../asterisk/ami/sip-peer-list.ts';
import type { EndpointState } from '../../asterisk/asterisk-event.ts';
import { isAppError } from '../../base/app-error.ts';
import type {
  AmiFacts,
  EndpointFacts,
  NamedSettings,
} from '../../doctor/asterisk/asterisk-facts.ts';

/** For the settings of all of them. */
const BUDGET_MS = 20_000;

/** Nothing else of PJSIPShowEndpoint is kept: some of it is secret. */
const KEPT: ReadonlySet<string> = new Set([
  'acl',
  'contactacl',
  'context',
  'directmedia',
  'identifyby',
  'outboundproxy',
  'rtpsymmetric',
  'transport',
  // of an AOR
  'contactsregistered',
  'maxcontacts',
  'removeexisting',
  'removeunavailable',
  'supportpath',
  'totalcontacts',
  // of an identify
  'match',
  'matchheader',
]);

type Gathered = Pick<AmiFacts, 'endpoints' | 'unreadEndpoints'>;

/** @throws AppError AMI_UNREACHABLE */
export async function gatherEndpoints(ask: Ask): Promise<Gathered> {
  try {
    const listed = await listEndpoints(ask);
    const until = performance.now() + BUDGET_MS;
    const endpoints: EndpointFacts[] = [];
    let unreadEndpoints = 0;
    for (const state of listed) {
      if (performance.now() > until) unreadEndpoints += 1;
      else endpoints.push(...(await readOne(ask, state)));
    }
    return { endpoints: { seen: endpoints }, unreadEndpoints };
  } catch (error) {
    if (!isAppError(error, 'AMI_REFUSED')) throw error;
    return { endpoints: { unseen: error.message, code: error.code }, unreadEndpoints: 0 };
  }
}

async function listEndpoints(ask: Ask): Promise<EndpointState[]> {
  const pjsip = ask.has('PJSIPShowEndpoints') ? await listPjsipEndpoints(ask, overlook) : [];
  const sip = ask.has('SIPpeers') ? await listSipPeers(ask, overlook) : [];
  return [
    ...pjsip.map((endpoint) => addDetails(endpoint, undefined)),
    ...sip.map(({ endpoint }) => endpoint),
  ];
}

/** None of one that has gone meanwhile. */
async function readOne(ask: Ask, state: EndpointState): Promise<EndpointFacts[]> {
  await ask.rest();
  if (state.driver === 'chan_sip') {
    const peer = await readSipPeer(ask, state.name, Date.now, overlook);
    return peer === undefined
      ? []
      : [{ state: peer.endpoint, settings: new Map(), aors: [], identifies: [] }];
  }
  const messages = await ask.listOrNothing(
    { Action: 'PJSIPShowEndpoint', Endpoint: state.name },
    ['EndpointDetail', 'AorDetail', 'IdentifyDetail'],
    'EndpointDetailComplete',
  );
  const detail = messages.find(({ event }) => event === 'EndpointDetail');
  if (detail === undefined) return [];
  const identifies = messages.filter(({ event }) => event === 'IdentifyDetail').map(nameSettings);
  return [
    {
      state: { ...state, isTrunk: state.isTrunk || identifies.length > 0 },
      settings: keepSettings(detail),
      aors: messages.filter(({ event }) => event === 'AorDetail').map(nameSettings),
      identifies,
    },
  ];
}

function nameSettings(message: AmiMessage): NamedSettings {
  return { name: message.headers.get('objectname') ?? '', settings: keepSettings(message) };
}

function keepSettings({ headers }: AmiMessage): ReadonlyMap<string, string> {
  return new Map([...headers].filter(([name]) => KEPT.has(name)));
}

function overlook(): void {
  // What is no endpoint that farend can read is none that it can judge.
}
