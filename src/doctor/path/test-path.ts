// The self-test: asks through each address of the proxy, and past it, and says what came back.

import { randomBytes, randomFillSync } from 'node:crypto';
import { formatAddressPort, formatHost } from '../../base/ip-address.ts';
import { HEADER_BYTES, MAGIC_COOKIE, messageType } from '../../stun/stun-numbers.ts';
import type { Account } from './digest-answer.ts';
import type { AccountPath, AsteriskPath, Exchange, ListenPath, PathFacts } from './path-facts.ts';
import { TestClient } from './test-client.ts';
import { formatTestRequest, TEST_USER_AGENT } from './test-message.ts';
import { testRegistration } from './test-registration.ts';

interface SocketName {
  readonly address: string;
  readonly port: number;
}

interface ListenSocket extends SocketName {
  readonly divertedFrom?: number | undefined;
}

export interface PathTest {
  /** Wildcards expanded. */
  readonly listen: readonly ListenSocket[];
  readonly asterisk: readonly SocketName[];
  /** From which address of this machine Asterisk is asked past farend. */
  readonly asteriskSide: SocketName;
  readonly account?: Account;
}

/** Takes three seconds for each kind of silence at most; nothing of it stays anywhere. */
export async function testPath(test: PathTest): Promise<PathFacts> {
  const [listens, asterisks, account] = await Promise.all([
    Promise.all(test.listen.map(testListen)),
    Promise.all(test.asterisk.map((each) => testAsterisk(each, test.asteriskSide.address))),
    testAccount(test),
  ]);
  const { address, port } = test.asteriskSide;
  const facts = { asteriskSide: formatAddressPort(address, port), listens, asterisks };
  return account === undefined ? facts : { ...facts, account };
}

async function testListen(listen: ListenSocket): Promise<ListenPath> {
  const name = formatAddressPort(listen.address, listen.port);
  const base = {
    name,
    ...(listen.divertedFrom !== undefined && { divertedFrom: listen.divertedFrom }),
  };
  const silent = { ...base, source: '', isAlive: false, options: {}, register: {} };
  return await withClient<ListenPath>(
    listen.address,
    async (client) => {
      const [isAlive, options, register] = await Promise.all([
        ping(client, listen),
        ask(client, listen, 'OPTIONS'),
        ask(client, listen, 'REGISTER'),
      ]);
      return { ...base, source: client.name, isAlive, options, register };
    },
    (trouble) => ({ ...silent, trouble }),
  );
}

async function testAsterisk(asterisk: SocketName, from: string): Promise<AsteriskPath> {
  const name = formatAddressPort(asterisk.address, asterisk.port);
  const askIt = async (client: TestClient) => ({
    name,
    options: await ask(client, asterisk, 'OPTIONS'),
  });
  return await withClient<AsteriskPath>(from, askIt, () => ({ name, options: {} }));
}

/** By the first address that phones themselves write to. */
async function testAccount({ listen, account }: PathTest): Promise<AccountPath | undefined> {
  const target = listen.find(({ divertedFrom }) => divertedFrom === undefined) ?? listen[0];
  if (account === undefined || target === undefined) return undefined;
  const { username } = account;
  return await withClient<AccountPath>(
    target.address,
    (client) => testRegistration(client, target, account),
    () => ({ username, outcome: 'unanswered', statusCode: 0, isQualified: false }),
  );
}

async function withClient<Result>(
  address: string,
  work: (client: TestClient) => Promise<Result>,
  onTrouble: (trouble: string) => Result,
): Promise<Result> {
  const client = await TestClient.open(address).catch((error: Error) => error);
  if (client instanceof Error) return onTrouble(client.message);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

function ask(
  client: TestClient,
  target: SocketName,
  method: 'OPTIONS' | 'REGISTER',
): Promise<Exchange> {
  const branch = randomBytes(12).toString('hex');
  const host = formatHost(target.address);
  const text = formatTestRequest({
    method,
    requestUri:
      method === 'OPTIONS'
        ? `sip:${TEST_USER_AGENT}@${formatAddressPort(target.address, target.port)}`
        : `sip:${host}`,
    addressOfRecord: `sip:${TEST_USER_AGENT}@${host}`,
    sentBy: client.name,
    branch,
    callId: randomBytes(16).toString('hex'),
    cSeq: 1,
  });
  return client.ask(text, branch, target);
}

/** A STUN binding request (RFC 5389 §6): the proxy answers it itself, whatever Asterisk does. */
function ping(client: TestClient, target: SocketName): Promise<boolean> {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt16BE(messageType.bindingRequest, 0);
  bytes.writeUInt32BE(MAGIC_COOKIE, 4);
  randomFillSync(bytes, 8);
  return client.ping(bytes, bytes.toString('hex', 4), target);
}
