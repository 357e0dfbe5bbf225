// An account registers through farend, is looked after by Asterisk, and unregisters: the whole way of a
// phone. Only with `--account`.

import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { AccountPath } from '../path/path-facts.ts';
import { tellRoundTrip } from '../path/path-results.ts';
import { fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'self-test-account',
  title: 'An account registers through farend',
  check: ({ path }) => [
    path.account === undefined
      ? skip('No account was given: farend doctor --account USER registers one, and unregisters it')
      : judge(path.account),
  ],
};

function judge(account: AccountPath): CheckResult {
  const { username, outcome, statusCode, roundTripMs = 0, isQualified } = account;
  switch (outcome) {
    case 'registered':
      return pass(`${username} registered and unregistered through farend`, [
        `200 in ${tellRoundTrip(roundTripMs)}`,
        isQualified
          ? 'Asterisk asked it by OPTIONS, and the answer went back'
          : 'Asterisk did not ask it by OPTIONS: qualify_frequency is 0, or qualify=no',
      ]);
    case 'in-use':
      return skip(
        `${username} is registered by a phone, and was left alone: give an account that none uses`,
      );
    case 'unanswered':
      return fail(`a REGISTER of ${username} gets no answer through farend: see self-test`);
    case 'unchallenged':
      return fail(`Asterisk refuses ${username} without asking for a password`, {
        evidence: [
          '401 without WWW-Authenticate: an ACL (contact_acl, acl, permit and deny) does not have the address of farend',
        ],
      });
    case 'refused':
      return fail(`Asterisk refuses to register ${username} through farend`, {
        evidence: [tellRefusal(statusCode)],
      });
    case 'not-unregistered':
      return warn(
        `${username} registered through farend, and its unregistering was not confirmed`,
        {
          evidence: [
            `the last answer was ${statusCode}; the registration ends by itself in a minute`,
          ],
        },
      );
  }
}

function tellRefusal(statusCode: number): string {
  if (statusCode === 401) return '401: the password is wrong, or the account does not exist';
  if (statusCode === 403) return '403: max_contacts is reached, or an ACL refuses it';
  if (statusCode === 404) return '404: the account has no AOR of its name';
  return `the answer was ${statusCode}`;
}
