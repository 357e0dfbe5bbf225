// What is seen of calls, and phones by the dozen, for tests of findings.

import type {
  AckMissing,
  CallEnded,
  DialogObservation,
  LargeMessage,
  MediaSeen,
  RequestRefused,
  RequestUnanswered,
  SeenOfDialog,
} from '../../../src/observation/dialog-observation.ts';
import { makeEndpoint, token } from '../correlation/scene.ts';
import { DiagnosisScene } from './scene.ts';

type Changes<Seen> = Partial<Seen>;

/** A scene in which calls are seen; what a test does not name has a usual value. */
export class CallScene extends DiagnosisScene {
  private calls = 0;

  /** A phone that works: registered, and reachable for an hour. */
  settle(): this {
    this.connect([makeEndpoint({ rtpSymmetric: true })]);
    return this.challenge().observe({ expires: 36_000 }).contact('reachable').pass(3_600);
  }

  ackMissing(changes: Changes<AckMissing> = {}): this {
    return this.see({
      ...this.begin(),
      kind: 'ack-missing',
      answeredBy: 'asterisk',
      repeats: 2,
      answeredTo: '203.0.113.5:40112',
      ...changes,
    });
  }

  unanswered(changes: Changes<RequestUnanswered> = {}): this {
    return this.see({
      ...this.begin(),
      kind: 'unanswered',
      method: 'INVITE',
      sentBy: 'asterisk',
      isInDialog: true,
      repeats: 6,
      size: 900,
      ...changes,
    });
  }

  ended(lengthS: number, changes: Changes<CallEnded> = {}): this {
    this.pass(lengthS);
    const lengthMs = lengthS * 1_000;
    return this.see({
      ...this.begin(),
      kind: 'ended',
      lengthMs,
      endedBy: 'asterisk',
      ...changes,
    });
  }

  media(changes: Changes<MediaSeen> = {}): this {
    return this.see({
      ...this.begin(),
      kind: 'media',
      unroutableToPhone: undefined,
      privateOfPhone: undefined,
      ...changes,
    });
  }

  large(changes: Changes<LargeMessage> = {}): this {
    return this.see({
      ...this.begin(),
      kind: 'large',
      method: 'INVITE',
      statusCode: 0,
      sentBy: 'phone',
      size: 1_600,
      ...changes,
    });
  }

  refused(changes: Changes<RequestRefused> = {}): this {
    return this.see({
      ...this.begin(),
      kind: 'refused',
      method: 'INVITE',
      statusCode: 401,
      isTrunk: false,
      username: '4001',
      nonce: '1/2',
      responseTag: '0011223344556677',
      ...changes,
    });
  }

  private begin(): SeenOfDialog {
    this.calls += 1;
    return {
      time: this.now,
      producer: 'proxy',
      source: '203.0.113.5:40112',
      localSocket: '198.51.100.10:5060',
      aor: '4001@pbx.example.com',
      device: token,
      callId: `dialog-${this.calls}`,
      userAgent: 'Phone 1.0',
    };
  }

  private see(observation: DialogObservation): this {
    return this.dialog(observation).pass(1);
  }
}

/** What a test of a finding says: what happens, and what is found then. */
export interface Case {
  readonly title: string;
  readonly act: (scene: CallScene) => unknown;
}
