// What a test says about a call or a subscription of the test phone, and what it is told back. Plain
// data: it crosses the channel between the test and the phone's process.

export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface SdpOptions {
  /** In `o=` and `c=`; default: where the phone lives. */
  readonly address?: string;
  /** In `c=` alone, `0.0.0.0` for the hold of old phones. */
  readonly connection?: string;
  /** Default: `sendrecv`, or what answers the peer's direction. */
  readonly direction?: MediaDirection;
  /** The port of `m=`; default: that of the phone's RTP socket. */
  readonly port?: number;
  /** Adds a line `a=rtcp` with address. */
  readonly rtcp?: boolean;
  /** Values of `a=candidate` lines. */
  readonly candidates?: readonly string[];
  /** Lines at the end, without line ends. */
  readonly extraLines?: readonly string[];
}

export interface Body {
  readonly type: string;
  readonly text: string;
}

/** What may stand in any request or answer. */
export interface MessageOptions {
  /** Whole lines, without line ends. */
  readonly headers?: readonly string[];
  readonly body?: Body;
}

export interface RequestOptions extends MessageOptions {
  /** False: a challenge is final; default true. */
  readonly credentials?: boolean;
  /** Default: made up. */
  readonly callId?: string;
}

export interface CallOptions extends RequestOptions {
  readonly sdp?: SdpOptions;
  /** The INVITE has no SDP: the answer's is the offer, the ACK's the answer. */
  readonly lateOffer?: boolean;
}

/** A re-INVITE or an UPDATE. */
export interface ModifyOptions extends MessageOptions {
  readonly sdp?: SdpOptions;
  /** Media goes on at another port of the phone. */
  readonly moveMedia?: boolean;
  /** UPDATE alone: carries no SDP. */
  readonly withoutSdp?: boolean;
}

/** What the phone answers to an INVITE, and when. */
export interface AnswerOptions extends MessageOptions {
  readonly sdp?: SdpOptions;
  /** A provisional answer carries SDP. */
  readonly earlyMedia?: boolean;
}

/** What happens to each call that comes in; `final` without a wait means: on the test's command. */
export interface IncomingCalls {
  /** Sent at once, in this order; default 180. */
  readonly provisional?: readonly number[];
  /** `answer` at once, `wait` for the test (default), or a status that refuses. */
  readonly final?: 'answer' | 'wait' | number;
  readonly sdp?: SdpOptions;
  /** The provisional answers carry SDP. */
  readonly earlyMedia?: boolean;
}

/** The final answer to one request of the phone. */
export interface ExchangeResult {
  /** Undefined when none came. */
  readonly statusCode: number | undefined;
  readonly response: string | undefined;
}

/**
 * ```
 *   trying ──▶ early ──▶ answered ──▶ confirmed ──▶ ended
 *      └──────────┴──────────┴─────────────────────────▲
 * ```
 * answered: a 2xx was sent; confirmed: its ACK was sent or has come.
 */
export type CallState = 'trying' | 'early' | 'answered' | 'confirmed' | 'ended';

export type CallEvent =
  /** To the INVITE that made the call; challenges too. */
  | { readonly type: 'response'; readonly statusCode: number; readonly text: string }
  /** In the dialog, ACK included. */
  | { readonly type: 'request'; readonly method: string; readonly text: string }
  | { readonly type: 'state'; readonly state: CallState; readonly statusCode?: number };

export type SubscriptionState = 'pending' | 'active' | 'terminated';

export type SubscriptionEvent =
  | { readonly type: 'notify'; readonly text: string }
  | { readonly type: 'state'; readonly state: SubscriptionState };

export interface SubscribeOptions extends RequestOptions {
  /** `dialog`, `presence`, `message-summary`. */
  readonly event: string;
  readonly accept: string;
  /** Seconds; default 120. */
  readonly expires?: number;
}

/** The dialog, as the phone has it. */
export interface DialogSnapshot {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly remoteTarget: string;
  /** URIs, in the order in which they are visited. */
  readonly routeSet: readonly string[];
}

interface MediaSource {
  /** `address:port`. */
  readonly address: string;
  readonly ssrc: number;
  readonly packets: number;
}

/** What one RTP socket of the phone has sent and received. */
export interface MediaCounts {
  /** `address:port` of its socket. */
  readonly local: string;
  /** Where its packets go, from the peer's SDP; undefined: nowhere. */
  readonly remote: string | undefined;
  readonly ssrc: number;
  readonly sent: number;
  readonly received: number;
  readonly sources: readonly MediaSource[];
}
