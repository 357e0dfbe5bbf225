// What the test may ask of the objects that live in the phone's process: the phone itself, its calls
// and its subscriptions. Each question is one message, each answer another.

import type {
  Behaviour,
  PhoneDatagram,
  RebootOptions,
  RegisterOptions,
  RegisterResult,
} from '../phone-options.ts';
import type {
  AnswerOptions,
  CallEvent,
  CallOptions,
  DialogSnapshot,
  ExchangeResult,
  MediaCounts,
  MessageOptions,
  ModifyOptions,
  RequestOptions,
  SubscribeOptions,
  SubscriptionEvent,
} from './call-options.ts';

export interface PhoneApi {
  register(options: RegisterOptions): Promise<RegisterResult>;
  send(text: string, to: string): Promise<void>;
  rebind(port: number): Promise<void>;
  reboot(options: RebootOptions): Promise<void>;
  behave(behaviour: Behaviour): Promise<void>;
  /** A request outside of dialogs. */
  request(method: string, target: string, options: RequestOptions): Promise<ExchangeResult>;
  /** The name of the new object. */
  call(target: string, options: CallOptions): Promise<string>;
  /** The name of the new object. */
  subscribe(target: string, options: SubscribeOptions): Promise<string>;
}

export interface CallApi {
  ring(statusCode: number, options: AnswerOptions): Promise<void>;
  answer(options: AnswerOptions): Promise<void>;
  refuse(statusCode: number, options: AnswerOptions): Promise<void>;
  cancel(): Promise<ExchangeResult>;
  /** Any request in the dialog that does not change the session. */
  request(method: string, options: MessageOptions): Promise<ExchangeResult>;
  modify(method: 'INVITE' | 'UPDATE', options: ModifyOptions): Promise<ExchangeResult>;
  readDialog(): Promise<DialogSnapshot>;
  sendMedia(packets: number): Promise<void>;
  readMedia(): Promise<MediaCounts>;
  waitForPackets(count: number, timeoutMs: number): Promise<MediaCounts>;
}

export interface SubscriptionApi {
  /** SUBSCRIBE again in its dialog; 0 seconds: ends it. */
  refresh(expires: number): Promise<ExchangeResult>;
  readDialog(): Promise<DialogSnapshot>;
}

/** Asks an object of the phone's process. */
export type Ask<Api> = <M extends keyof Api & string>(
  method: M,
  ...args: Api[M] extends (...args: infer A) => unknown ? A : never
) => Api[M] extends (...args: never) => infer R ? R : never;

/** From the test to the phone's process; the `id` comes back with the answer. */
export interface PhoneCommand {
  readonly id: number;
  /** `phone`, or the name of a call or a subscription. */
  readonly object: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** From the phone's process to the test. */
export type PhoneReport =
  | { readonly type: 'ready' }
  | { readonly type: 'datagram'; readonly datagram: PhoneDatagram }
  | { readonly type: 'incoming'; readonly object: string }
  | {
      readonly type: 'event';
      readonly object: string;
      readonly event: CallEvent | SubscriptionEvent;
    }
  | { readonly type: 'reply'; readonly id: number; readonly result?: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly reason: string };
