// What the proxy counts of messages on their way, and of phones that a request reaches or not.

import { expect, it } from 'vitest';
import { readCounts } from '../../src/proxy/read-counts.ts';
import { answerAsAsterisk } from './asterisk-answer.ts';
import { readGolden } from './golden.ts';
import { phone, RecordedProxy } from './recorded-proxy.ts';
import { makeAnswer, makeAsteriskRequest, makePhoneRequest } from './sip-text.ts';

async function register(proxy: RecordedProxy): Promise<string> {
  const [sent] = proxy.fromPhone(readGolden('register-without-rport.in'));
  const contact = /\r\nContact: <([^>]+)>/.exec(sent?.text ?? '')?.[1] ?? '';
  proxy.fromAsterisk(
    answerAsAsterisk(sent?.text ?? '', '200 OK', `Contact: <${contact}>;expires=3599`),
  );
  await proxy.settle();
  return contact;
}

it('counts requests and answers by direction and method, unknown methods as one', async () => {
  const proxy = await new RecordedProxy().open();
  const contact = await register(proxy);

  const [question] = proxy.fromAsterisk(makeAsteriskRequest('OPTIONS', contact));
  proxy.fromPhone(makeAnswer(question?.text ?? '', '200 OK'));
  for (const method of ['MADEUP1', 'MADEUP2']) proxy.fromPhone(makePhoneRequest(method));

  expect(readCounts(proxy.parts)).toMatchObject({
    bindings: 1,
    'asterisks.alive': 1,
    'asterisks.silent': 0,
    'relayed.to-asterisk.REGISTER': 1,
    'relayed.to-phone.REGISTER': 1,
    'relayed.to-phone.OPTIONS': 1,
    'relayed.to-asterisk.OPTIONS': 1,
    'relayed.to-asterisk.other': 2,
  });
});

it.each([
  ['where the question went', phone, 'nat.behind-nat.confirmed'],
  ['elsewhere', { address: '203.0.113.5', port: 40113 }, 'nat.behind-nat.contradicted'],
])('counts a phone that answers %s when it registers again', async (_, source, name) => {
  const proxy = await new RecordedProxy().open();
  const contact = await register(proxy);
  proxy.pass(60_000);

  const [question] = proxy.fromAsterisk(makeAsteriskRequest('OPTIONS', contact));
  proxy.fromPhone(makeAnswer(question?.text ?? '', '200 OK'), source);
  const before = readCounts(proxy.parts);
  await register(proxy);

  expect(Object.keys(before).filter((key) => key.startsWith('nat.'))).toEqual([]);
  expect(readCounts(proxy.parts)).toMatchObject({ [name]: 1 });
});
