// The ARI user of farend, with ARI and Asterisk's HTTP server where they are off.

import type { InstallStep } from '../install-step.ts';
import { formatAriUser, formatHttp } from '../text/ari-user.ts';
import type { InstallFacts, InstallWish } from './install-facts.ts';
import { planAddition } from './plan-addition.ts';
import { planReload, refuseForeignUser } from './plan-ami.ts';

const OWN_FILE = 'ari.d/farend.conf';
const OWN_HTTP = 'farend.d/http.conf';
const LOOPBACK = '127.0.0.1';

/** @throws AppError INSTALL_REFUSED where a user of that name is the operator's */
export function planAri(facts: InstallFacts, { config }: InstallWish): InstallStep[] {
  const { ari } = config;
  if (ari === undefined) return [];
  refuseForeignUser('ari.conf', OWN_FILE, ari.username, facts);
  const http = planHttp(facts);
  const user = planAddition(
    {
      name: 'ari.conf',
      own: OWN_FILE,
      general: [['enabled', 'yes']],
      isOn: facts.survey.services.ari.isEnabled,
      format: (general) => formatAriUser(ari.username, general),
      what: 'A user of ARI for farend.',
      secretFile: ari.passwordFile,
    },
    facts,
  );
  return [
    ...http,
    ...user,
    ...planReload(facts, 'module reload http', 'Asterisk opens its HTTP server.', http),
    ...planReload(facts, 'module reload res_ari.so', 'Asterisk reads its ARI users again.', user),
  ];
}

/** At the port that the file of the operator's says, if it says one. */
function planHttp(facts: InstallFacts): InstallStep[] {
  const { isEnabled, port } = facts.survey.services.http;
  // What an earlier installation switched on stays in the plan: it is compared, and is as it should be.
  if (isEnabled && !isOurs(facts)) return [];
  return planAddition(
    {
      name: 'http.conf',
      own: OWN_HTTP,
      general: [
        ['enabled', 'yes'],
        ['bindaddr', LOOPBACK],
        ['bindport', String(port)],
      ],
      isOn: false,
      format: formatHttp,
      what: 'Asterisk’s HTTP server, which ARI needs, is switched on for this machine alone.',
    },
    facts,
  );
}

function isOurs({ configurations }: InstallFacts): boolean {
  const files = configurations.get('http.conf')?.files ?? [];
  return files.some((file) => file.endsWith(OWN_HTTP));
}
