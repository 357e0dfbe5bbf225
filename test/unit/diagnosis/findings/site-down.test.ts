import { describe, expect, it } from 'vitest';
import { makeEndpoint } from '../../correlation/scene.ts';
import { type Crowd, createCrowd } from '../crowd.ts';

const PHONES = 4;

/** Some phones that work, for half an hour. */
function settle(): Crowd {
  return createCrowd(PHONES).register().pass(1_800);
}

interface SiteCase {
  readonly title: string;
  readonly act: (crowd: Crowd) => unknown;
}

const silent: readonly SiteCase[] = [
  {
    title: 'the router is away for two minutes, and the phones come back',
    act: (crowd) =>
      crowd.fallSilent().pass(120).register({ port: 50_000 }).pass(60).answer().pass(300),
  },
  {
    title: 'a phone still answers',
    act: (crowd) => crowd.fallSilent([0, 1, 2]).pass(600),
  },
  {
    title: 'something still comes from there',
    act: (crowd) =>
      crowd
        .fallSilent()
        .pass(120)
        .register({ only: [2], expires: 600 })
        .pass(120),
  },
  {
    title: 'people go home, and their phones sign off',
    act: (crowd) => crowd.signOff().pass(600),
  },
  {
    title: 'there are only two phones',
    act: (crowd) => crowd.signOff([0, 1]).fallSilent([2, 3]).pass(600),
  },
  {
    title: 'AMI is away, so that nobody can ask',
    act: (crowd) => crowd.cutAmi().pass(600),
  },
];

describe('site-down', () => {
  it('fires once for all phones of a site, and explains theirs', () => {
    const crowd = settle().fallSilent();

    crowd.pass(170);
    const early = crowd.scene.names.filter((name) => name === 'site-down');
    crowd.pass(200);

    expect(early).toEqual([]);
    expect(crowd.scene.names).toEqual(['site-down']);
    expect(crowd.scene.finding('site-down')).toMatchObject({
      subject: 'site Leeds',
      severity: 'critical',
      site: 'Leeds',
      summary: 'All 4 phones at Leeds are gone.',
    });
    expect(crowd.scene.finding('site-down').evidence).toContain('they were at 203.0.113.5');
  });

  it('goes on when the registrations run out, and ends when a phone is back', () => {
    const crowd = settle().fallSilent().pass(4_000);
    const before = crowd.scene.names;

    crowd
      .register({ only: [1] })
      .answer([1])
      .pass(10);

    expect(before).toEqual(['site-down']);
    expect(crowd.scene.names).not.toContain('site-down');
  });

  it('comes before anybody is told of a phone whose registration ran out at once', () => {
    const crowd = createCrowd(PHONES).register({ expires: 60 }).pass(30).fallSilent();

    crowd.scene.wait(400);

    const told = crowd.scene.found.filter(
      ({ finding: { severity, explainedBy } }) => severity !== 'info' && explainedBy === undefined,
    );
    expect(new Set(told.map(({ finding }) => finding.name))).toEqual(new Set(['site-down']));
  });

  it('stays while AMI is away', () => {
    const crowd = settle().fallSilent().pass(300);

    crowd.cutAmi().pass(20);

    expect(crowd.scene.names).toContain('site-down');
  });

  it('is not told of a site where Asterisk reaches nobody anywhere', () => {
    const crowd = settle();
    crowd.scene.connect([makeEndpoint()], null);

    crowd.fallSilent().elsewhereSilent().pass(300);

    expect(crowd.scene.names).not.toContain('site-down');
  });

  it.each(silent)('stays silent when $title', ({ act }) => {
    const crowd = settle();

    act(crowd);

    expect(crowd.scene.findings.filter(({ name }) => name === 'site-down')).toEqual([]);
    expect(crowd.scene.found.filter(({ finding }) => finding.name === 'site-down')).toEqual([]);
  });
});
