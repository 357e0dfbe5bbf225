// The proxy itself answers on each of its addresses, whatever Asterisk does.

import { toCommand } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { ListenPath } from '../path/path-facts.ts';
import { fail, pass } from '../results.ts';

export const check: DoctorCheck = {
  name: 'proxy-answers',
  title: 'The proxy answers on its addresses',
  check: ({ path }) => path.listens.map(judge),
};

function judge({ name, isAlive, trouble }: ListenPath): CheckResult {
  if (isAlive) return pass(`The proxy answers at ${name}`);
  if (trouble !== undefined)
    return fail(`The proxy cannot be asked at ${name}: that is no address of this machine`, {
      evidence: [trouble],
    });
  return fail(`The proxy does not answer at ${name}`, {
    evidence: [`three STUN binding requests to udp://${name} in 3 s, and no answer`],
    changes: [toCommand('systemctl start farend')],
  });
}
