// What a mirror of Asterisk's SIP shows and what AMI says come over two ways: either may be first.

import { describe, expect, it } from 'vitest';
import { contactUri, makeEndpoint, Scene } from './scene.ts';

const source = '203.0.113.5:40112';
const hep = { producer: 'hep', device: undefined, binding: undefined } as const;
/** rewrite_contact=yes: Asterisk keeps where the phone is, and what it said of itself. */
const rewritten = `sip:4001@${source};x-ast-orig-host=192.168.1.50:5060`;

function createScene(): Scene {
  return new Scene().connect([makeEndpoint({ rewriteContact: true })]);
}

describe('a phone that AMI tells of before the mirror does', () => {
  it('is one device, with what both said', () => {
    const scene = createScene();

    scene
      .challenge(hep)
      .contact('created', { uri: rewritten })
      .contact('reachable', { uri: rewritten })
      .observe({ ...hep, source });

    expect(scene.record).toMatchObject({
      producer: 'hep',
      verdict: { value: 'ok' },
      wire: { source },
      asteriskView: { contactUri: rewritten, status: 'reachable' },
    });
  });

  it('is one device after it moved, too', () => {
    const elsewhere = '203.0.113.5:51000';
    const uri = rewritten.replace(source, elsewhere);
    const scene = createScene()
      .observe({ ...hep, source })
      .contact('reachable', { uri: rewritten });

    scene
      .contact('reachable', { uri })
      .contact('removed', { uri: rewritten })
      .observe({ ...hep, source: elsewhere });

    expect(scene.record).toMatchObject({
      verdict: { value: 'ok' },
      wire: { source: elsewhere },
      asteriskView: { contactUri: uri, status: 'reachable' },
    });
    expect(scene.history).toContain('moved');
  });

  it('leaves another phone of its account alone', () => {
    const scene = createScene();

    scene
      .contact('reachable', { uri: 'sip:4001@198.51.100.9:5060' })
      .contact('reachable', { uri: rewritten })
      .observe({ ...hep, source });

    expect(scene.records.map(({ producer }) => producer).sort()).toEqual(['asterisk', 'hep']);
  });
});

describe('a phone that the mirror has shown, and that comes through farend now', () => {
  const contact = '<sip:4001@192.168.1.50:5060>';
  const proxied = { source, contact, callId: 'call-1' } as const;

  it.each([
    ['the proxy, then Asterisk', ['observe', 'created', 'removed']],
    ['Asterisk, then the proxy', ['created', 'observe', 'removed']],
    ['Asterisk of both contacts, then the proxy', ['created', 'removed', 'observe']],
    ['Asterisk, which has dropped the old one first', ['removed', 'created', 'observe']],
  ])('is one device, whoever tells first: %s', (_, order) => {
    const scene = createScene()
      .observe({ ...hep, ...proxied })
      .contact('reachable', { uri: rewritten });
    const steps: Readonly<Record<string, () => void>> = {
      observe: () => scene.observe({ ...proxied, binding: 'created' }),
      created: () => scene.contact('created', { uri: contactUri }),
      removed: () => scene.contact('removed', { uri: rewritten }),
    };

    for (const step of order) steps[step]?.();

    expect(scene.records).toHaveLength(1);
    expect(scene.record).toMatchObject({
      producer: 'proxy',
      verdict: { value: 'ok' },
      isRegistered: true,
      asteriskView: { contactUri },
    });
  });

  it('is not taken for the phone beside it, whose Call-ID is another', () => {
    const scene = createScene()
      .observe({ ...hep, source: '203.0.113.9:5060', contact, callId: 'call-9' })
      .contact('created', { uri: contactUri })
      .observe({ ...proxied, binding: 'created' });

    expect(scene.records.map(({ producer }) => producer).sort()).toEqual(['hep', 'proxy']);
  });
});

it('a mirrored REGISTER that takes back an old Contact beside its own ends nothing', () => {
  const contact = '<sip:4001@192.168.1.50:5060>, <sip:4001@192.168.1.50:5062>;expires=0';

  const { record } = createScene().observe({ ...hep, source, contact, expires: 300 });

  expect(record.isRegistered).toBe(true);
});

describe('where the answers go that a phone does not hear', () => {
  const noRport = { ...hep, rportOffered: false } as const;
  const toSource = `the answers go to ${source}, where the request came from`;
  const toVia = `the answers go where its Via says; the request came from ${source}`;

  it.each([
    ['to its source, through farend', true, { rportOffered: false }, toSource],
    [
      'by its Via, through farend, for a phone that is exempt',
      true,
      { rportOffered: false, isExempt: true },
      `it is exempt: ${toVia}`,
    ],
    ['to its source, with rport', false, hep, `it offers rport: ${toSource}`],
    [
      'to its source, with force_rport',
      true,
      noRport,
      `it offers no rport, and force_rport is on: ${toSource}`,
    ],
    [
      'by its Via, with neither',
      false,
      noRport,
      `it offers no rport, and force_rport is off: ${toVia}`,
    ],
    [
      'to its source, as was seen in a capture',
      undefined,
      { ...noRport, answer: { sentTo: source, hasRport: true, challenges: [] } },
      `it offers no rport; ${toSource}`,
    ],
    [
      'elsewhere, as was seen in a capture',
      undefined,
      { ...noRport, answer: { sentTo: '203.0.113.5:5060', hasRport: false, challenges: [] } },
      `it offers no rport: the answers go to 203.0.113.5:5060; the request came from ${source}`,
    ],
    [
      'by its Via, unless Asterisk has a setting that it did not tell',
      undefined,
      noRport,
      `it offers no rport: without force_rport, which is not known of it, ${toVia}`,
    ],
  ] as const)('%s', (_, forceRport, told, sentence) => {
    const scene = new Scene().connect([makeEndpoint({ forceRport })]);

    for (let again = 0; again < 3; again += 1)
      scene.challenge({ ...told, source, cSeq: 1, retransmissions: again });
    const lost = scene.record.brokenLeg;
    for (const cSeq of [2, 3]) scene.challenge({ ...told, source, cSeq });
    const unanswered = scene.record.brokenLeg;

    expect(lost).toMatchObject({ value: 'proxy-to-phone' });
    expect(lost.evidence[1]).toBe(sentence);
    expect(unanswered.evidence).toContain(sentence);
  });
});

it('a phone that does not answer Asterisk is asked at the contact that Asterisk has', () => {
  const uri = 'sip:4001@192.168.1.50:5060';

  const { brokenLeg } = createScene()
    .observe({ ...hep, source })
    .contact('unreachable', { uri }).record;

  expect(brokenLeg.evidence).toEqual([
    `its REGISTERs arrive, from ${source}, and what is sent to ${uri} is not answered`,
  ]);
});
