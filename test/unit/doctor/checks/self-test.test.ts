import { describe, expect, it } from 'vitest';
import { check as asteriskAnswers } from '../../../../src/doctor/checks/asterisk-answers.ts';
import { check as proxyAnswers } from '../../../../src/doctor/checks/proxy-answers.ts';
import { check as selfTest } from '../../../../src/doctor/checks/self-test.ts';
import { check as selfTestAccount } from '../../../../src/doctor/checks/self-test-account.ts';
import type { DoctorFacts } from '../../../../src/doctor/doctor-facts.ts';
import type {
  AccountOutcome,
  Exchange,
  ListenPath,
  PathFacts,
} from '../../../../src/doctor/path/path-facts.ts';
import { CONFIG_FILE, challenged, configOf, factsOf, judge, listenPath } from '../healthy-facts.ts';

function pathOf(changed: Partial<PathFacts>): DoctorFacts {
  return factsOf({ path: { ...factsOf().path, ...changed } });
}

function listenOf(changed: Partial<ListenPath>): DoctorFacts {
  return pathOf({ listens: [{ ...listenPath, ...changed }] });
}

function answered(changed: Partial<NonNullable<Exchange['answer']>>): Exchange {
  return {
    ...challenged,
    answer: { ...challenged.answer, ...changed } as Exchange['answer'] & object,
  };
}

describe('proxy-answers', () => {
  it('passes where STUN is answered', () => {
    expect(judge(proxyAnswers, factsOf()).status).toBe('pass');
  });

  it('fails, and tells how to start farend, where it is not', () => {
    const result = judge(proxyAnswers, listenOf({ isAlive: false }));

    expect(result).toMatchObject({
      status: 'fail',
      what: 'The proxy does not answer at 203.0.113.10:5070',
      changes: [{ to: 'systemctl start farend' }],
    });
  });

  it('fails where the address is none of this machine', () => {
    const trouble = 'bind EADDRNOTAVAIL 203.0.113.10';

    const result = judge(proxyAnswers, listenOf({ isAlive: false, source: '', trouble }));

    expect(result).toMatchObject({ status: 'fail', evidence: [trouble] });
  });
});

describe('asterisk-answers', () => {
  it('passes on any answer from there', () => {
    expect(judge(asteriskAnswers, factsOf()).status).toBe('pass');
  });

  it('fails without one, and names proxy.asterisk', () => {
    const result = judge(
      asteriskAnswers,
      pathOf({ asterisks: [{ name: '203.0.113.10:5080', options: {} }] }),
    );

    expect(result).toMatchObject({
      status: 'fail',
      changes: [{ where: `${CONFIG_FILE}, proxy.asterisk`, from: 'udp://203.0.113.10:5080' }],
    });
  });

  it('fails where Asterisk answers from another of its addresses, and names that', () => {
    const result = judge(
      asteriskAnswers,
      pathOf({ asterisks: [{ name: '203.0.113.11:5060', options: challenged }] }),
    );

    expect(result).toMatchObject({
      status: 'fail',
      changes: [{ from: 'udp://203.0.113.11:5060', to: 'udp://203.0.113.10:5060' }],
    });
  });
});

describe('self-test', () => {
  it('passes where an unknown account is challenged, and tells how long it took', () => {
    const result = judge(selfTest, factsOf());

    expect(result.status).toBe('pass');
    expect(result.evidence[0]).toContain('401 Unauthorized');
    expect(result.evidence[0]).toContain('2.5 ms');
  });

  it('is skipped where the proxy is dead', () => {
    const result = judge(selfTest, listenOf({ isAlive: false, options: {}, register: {} }));

    expect(result.status).toBe('skip');
  });

  it('names proxy.asteriskSide where Asterisk answers everybody but farend', () => {
    const config = configOf({
      proxy: {
        listen: ['udp://203.0.113.10:5070'],
        asterisk: ['udp://203.0.113.10:5060'],
        asteriskSide: 'udp://198.51.100.1:5062',
      },
    });
    const facts = { ...listenOf({ options: {}, register: {} }), config };

    const result = judge(selfTest, facts);

    expect(result).toMatchObject({
      status: 'fail',
      changes: [{ where: `${CONFIG_FILE}, proxy.asteriskSide`, from: 'udp://198.51.100.1:5062' }],
    });
  });

  it('blames Asterisk where it answers nobody', () => {
    const result = judge(
      selfTest,
      pathOf({
        listens: [{ ...listenPath, options: {}, register: {} }],
        asterisks: [{ name: '203.0.113.10:5060', options: {} }],
      }),
    );

    expect(result).toMatchObject({
      status: 'fail',
      changes: [{ to: 'systemctl status asterisk' }],
    });
    expect(result.what).toContain('Asterisk gives none');
  });

  it.each([
    ['farend’s own 503', { statusCode: 503, server: '' }, 'fail', 'answers, but not to farend'],
    ['401 without a challenge', { challenges: [] }, 'fail', 'an ACL of it'],
    ['403', { statusCode: 403, challenges: [] }, 'fail', 'an ACL of it'],
    ['404', { statusCode: 404, challenges: [] }, 'warn', 'where 401 was expected'],
    ['200', { statusCode: 200, challenges: [] }, 'warn', 'where 401 was expected'],
    ['an rport that is not ours', { rport: '5060' }, 'fail', 'do not say where the request came'],
  ])('tells %s', (_, changed, status, what) => {
    const result = judge(selfTest, listenOf({ register: answered(changed) }));

    expect(result.status).toBe(status);
    expect(result.what).toContain(what);
  });

  it('warns where OPTIONS alone gets lost', () => {
    expect(judge(selfTest, listenOf({ options: {} })).status).toBe('warn');
  });
});

describe('self-test-account', () => {
  it('is skipped without an account', () => {
    expect(judge(selfTestAccount, factsOf()).status).toBe('skip');
  });

  it.each<[AccountOutcome, number, string]>([
    ['registered', 200, 'pass'],
    ['in-use', 200, 'skip'],
    ['unanswered', 0, 'fail'],
    ['unchallenged', 401, 'fail'],
    ['refused', 401, 'fail'],
    ['not-unregistered', 200, 'warn'],
  ])('says %s as it is', (outcome, statusCode, status) => {
    const account = { username: '4001', outcome, statusCode, isQualified: true };

    const result = judge(selfTestAccount, pathOf({ account }));

    expect(result.status).toBe(status);
    expect(result.what).toContain('4001');
  });
});
