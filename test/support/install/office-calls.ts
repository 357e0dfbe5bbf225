// The calls of an office while farend comes and goes: new ones in each direction, and some that go on.

import type { Call } from '../phone/call/call.ts';
import { talk } from '../phone/call/talk.ts';
import type { Phone } from '../phone/phone.ts';
import type { InstallScene } from './install-scene.ts';

/** More than a story takes, at fifty a second. */
const MANY_PACKETS = 20_000;
const DEADLINE_MS = 15_000;

/**
 * Each of these phones is called by Asterisk, by another of them and by the provider, and calls the
 * provider; in each call both sides hear something, and one of them hangs up.
 *
 * @returns what went wrong, a line each
 */
export async function listFailedCalls(
  scene: InstallScene,
  usernames: readonly string[],
): Promise<string[]> {
  const next = (index: number): string => usernames[(index + 1) % usernames.length] ?? '';
  const rounds: readonly (() => Promise<string[][]>)[] = [
    () => together(usernames, (name) => [`Asterisk → ${name}`, callFromAsterisk(scene, name)]),
    () =>
      together(usernames, (name, index) => [
        `${name} → ${next(index)}`,
        callPhone(scene, scene.phone(name), next(index)),
      ]),
    () =>
      together(usernames, (name) => [`provider → ${name}`, callPhone(scene, scene.provider, name)]),
    // One after the other: the provider cannot tell who calls.
    ...usernames.map(
      (name) => () => together([name], () => [`${name} → provider`, callProvider(scene, name)]),
    ),
  ];
  for (const round of rounds) {
    const failed = (await round()).flat();
    // A call that comes too late would be taken for one of the next round.
    if (failed.length > 0) return failed;
  }
  return [];
}

function together(
  usernames: readonly string[],
  attempt: (username: string, index: number) => readonly [title: string, done: Promise<void>],
): Promise<string[][]> {
  return Promise.all(
    usernames.map(async (username, index) => {
      const [title, done] = attempt(username, index);
      return await describeFailure(title, done);
    }),
  );
}

async function describeFailure(title: string, done: Promise<void>): Promise<string[]> {
  try {
    await done;
    return [];
  } catch (error) {
    return [`${title}: ${error instanceof Error ? error.message : error}`];
  }
}

async function callFromAsterisk(scene: InstallScene, username: string): Promise<void> {
  const call = await originate(scene, username, 'Wait 1');
  await call.waitUntilConfirmed();
  await call.waitForRequest('BYE');
}

async function originate(
  scene: InstallScene,
  username: string,
  application: string,
): Promise<Call> {
  const technology = scene.isChanSip ? 'SIP' : 'PJSIP';
  const incoming = scene.phone(username).waitForCall();
  await scene.asterisk.cli(
    `channel originate ${technology}/${username} application ${application}`,
  );
  return await incoming;
}

async function callPhone(scene: InstallScene, caller: Phone, callee: string): Promise<void> {
  const [outgoing, incoming] = await Promise.all([
    caller.call(callee),
    scene.phone(callee).waitForCall(DEADLINE_MS),
  ]);
  await talk(outgoing, incoming);
  await hangUp(incoming, outgoing);
}

async function callProvider(scene: InstallScene, username: string): Promise<void> {
  const [outgoing, incoming] = await Promise.all([
    scene.phone(username).call(`0${username}`),
    scene.provider.waitForCall(DEADLINE_MS),
  ]);
  await talk(outgoing, incoming);
  await hangUp(outgoing);
}

async function hangUp(first: Call, second?: Call): Promise<void> {
  const { statusCode } = await first.hangUp();
  if (statusCode !== 200) throw new Error(`the call did not end: ${statusCode}`);
  await second?.waitForRequest('BYE');
}

/** One call that the phone makes, to Echo, and one that Asterisk makes to it; both with talk. */
export async function startRunningCalls(
  scene: InstallScene,
  usernames: readonly string[],
): Promise<RunningCalls> {
  const calls: RunningCall[] = [];
  for (const username of usernames) {
    const made = await scene.phone(username).call('9002');
    calls.push({ title: `${username} to Asterisk`, call: made });
    calls.push({
      title: `Asterisk to ${username}`,
      call: await originate(scene, username, 'Echo'),
    });
  }
  await Promise.all(calls.map(({ call }) => call.waitUntilConfirmed()));
  await Promise.all(calls.map(({ call }) => call.sendMedia(MANY_PACKETS)));
  return new RunningCalls(calls);
}

interface RunningCall {
  readonly title: string;
  readonly call: Call;
}

export class RunningCalls {
  readonly #calls: readonly RunningCall[];

  constructor(calls: readonly RunningCall[]) {
    this.#calls = calls;
  }

  /** Those in which talk comes back no more, or which the phone cannot put on hold and take back. */
  listLost(): Promise<string[]> {
    return this.#tryEach(async (call) => {
      const { received } = await call.readMedia();
      await call.waitForPackets(received + 25);
      await expectOk(call.hold());
      await expectOk(call.resume());
    });
  }

  /** Ends each, from the phone's side; those that would not end. */
  end(): Promise<string[]> {
    return this.#tryEach((call) => expectOk(call.hangUp()));
  }

  async #tryEach(attempt: (call: Call) => Promise<void>): Promise<string[]> {
    const results = await Promise.all(
      this.#calls.map(({ title, call }) => describeFailure(title, attempt(call))),
    );
    return results.flat();
  }
}

async function expectOk(
  answer: Promise<{ readonly statusCode: number | undefined }>,
): Promise<void> {
  const { statusCode } = await answer;
  if (statusCode !== 200) throw new Error(`was answered ${statusCode ?? 'by nobody'}`);
}
