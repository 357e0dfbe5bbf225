// Facts of one Asterisk as a test writes them: its files as text, its endpoints in AMI's words.

import type { EndpointState } from '../../../src/asterisk/asterisk-event.ts';
import { readConfiguration } from '../../../src/asterisk/conf/read-configuration.ts';
import type {
  AmiFacts,
  AsteriskFacts,
  ConfFacts,
  EndpointFacts,
  PolicyStanding,
} from '../../../src/doctor/asterisk/asterisk-facts.ts';
import { modulesToAsk } from '../../../src/doctor/asterisk/modules.ts';
import type { CheckResult, DoctorCheck } from '../../../src/doctor/doctor-check.ts';
import type { Looked } from '../../../src/doctor/looked.ts';
import { configOf, factsOf } from './healthy-facts.ts';

export const FAREND = '203.0.113.10';

type Texts = Readonly<Record<string, string>>;
type Words = Readonly<Record<string, string>>;

export interface Scene {
  /** Files of /etc/asterisk; undefined: on another machine. */
  readonly files?: Texts | undefined;
  readonly endpoints?: readonly EndpointFacts[];
  readonly ami?: Partial<AmiFacts> | Extract<Looked<AmiFacts>, { unseen: string }>;
  readonly ari?: Looked<true>;
  readonly policy?: Looked<PolicyStanding>;
  readonly hasSameSecret?: boolean;
  /** Modules that are not loaded. */
  readonly without?: readonly string[];
  readonly config?: object;
  /** Where Asterisk listens; default 5060. */
  readonly sipPort?: number;
}

const CONFIG = {
  asterisk: {
    ami: { username: 'farend', secret: 'not-to-be-shown' },
    ari: { username: 'farend', password: 'not-to-be-shown' },
  },
};

/** All results of a check, of one Asterisk. */
export function judgeScene(check: DoctorCheck, scene: Scene): CheckResult[] {
  const config = configOf({ ...CONFIG, ...scene.config });
  return check.check(factsOf({ config, asterisks: [asteriskOf(scene)] }));
}

function asteriskOf(scene: Scene): AsteriskFacts {
  const { ari, files, policy, hasSameSecret = true, sipPort: port = 5060 } = scene;
  return {
    name: 'main',
    isOneOfSeveral: false,
    sip: { transport: 'udp', address: FAREND, port },
    farendAddresses: [FAREND],
    ami: amiOf(scene),
    ari,
    files: files === undefined ? { unseen: 'on another machine' } : confOf(files, hasSameSecret),
    policy,
  };
}

function amiOf({ ami = {}, endpoints = [], without = ['chan_sip'] }: Scene): Looked<AmiFacts> {
  if ('unseen' in ami) return ami;
  const modules = new Map(modulesToAsk.map((name) => [name, !without.includes(name)]));
  return {
    seen: {
      version: '22.10.1',
      missingRead: [],
      missingWrite: [],
      modules,
      endpoints: { seen: endpoints },
      unreadEndpoints: 0,
      ...ami,
    },
  };
}

function confOf(texts: Texts, hasSameSecret: boolean): { seen: ConfFacts } {
  const source = {
    readFile: (path: string) => texts[path.replace('/etc/asterisk/', '')],
    listFiles: () => [],
  };
  const configurations = new Map(
    Object.keys(texts).map((file) => [file, readConfiguration(file, source, '/etc/asterisk')]),
  );
  const findUser = (file: string) => {
    const section = configurations.get(file)?.sections.find(({ name }) => name === 'farend');
    return section && { place: { file: section.file, line: section.line }, hasSameSecret };
  };
  const managerUser = findUser('manager.conf');
  const ariUser = findUser('ari.conf');
  return { seen: { directory: '/etc/asterisk', configurations, managerUser, ariUser } };
}

/** An endpoint of chan_pjsip as good as can be; `settings` and `aor` change it. */
export function endpointOf(
  name: string,
  {
    settings = {},
    aor = {},
    identifies = [],
    state = {},
  }: {
    readonly settings?: Words;
    readonly aor?: Words;
    readonly identifies?: readonly Words[];
    readonly state?: Partial<EndpointState>;
  } = {},
): EndpointFacts {
  const good = {
    context: 'phones',
    rtpsymmetric: 'true',
    directmedia: 'false',
    identifyby: 'username,ip',
  };
  const aorSettings = {
    maxcontacts: '1',
    removeexisting: 'true',
    totalcontacts: '0',
    contactsregistered: '0',
  };
  return {
    state: stateOf(name, { isTrunk: identifies.length > 0, ...state }),
    settings: new Map(Object.entries({ ...good, ...settings })),
    aors: [{ name, settings: new Map(Object.entries({ ...aorSettings, ...aor })) }],
    identifies: identifies.map((words) => ({
      name: `${name}-id`,
      settings: new Map(Object.entries(words)),
    })),
  };
}

/** A peer of chan_sip. */
export function peerOf(name: string, state: Partial<EndpointState> = {}): EndpointFacts {
  return {
    state: stateOf(name, { driver: 'chan_sip', rtpSymmetric: true, directMedia: false, ...state }),
    settings: new Map(),
    aors: [],
    identifies: [],
  };
}

function stateOf(name: string, changed: Partial<EndpointState>): EndpointState {
  return {
    name,
    driver: 'chan_pjsip',
    aors: [name],
    forceRport: undefined,
    rewriteContact: undefined,
    rtpSymmetric: undefined,
    directMedia: undefined,
    autoNat: [],
    aorStates: undefined,
    qualifyFrequency: undefined,
    hasAuth: true,
    insecure: '',
    host: '',
    isTrunk: false,
    ...changed,
  };
}
