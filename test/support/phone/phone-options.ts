// What the test phone is told, what it reports, and the messages by which a test and the phone's
// process talk.

export interface PhoneOptions {
  readonly username: string;
  /** Default: the one that an endpoint of the lab has when none was given. */
  readonly password?: string;
  /** Where it lives: it listens and sends there. */
  readonly address: string;
  /** Default 5060. */
  readonly port?: number;
  /** Where its messages go, `address:port`. */
  readonly proxy: string;
  /** The host of its address-of-record; default: the address of `proxy`. */
  readonly domain?: string;
  /** Whether its Via asks for RFC 3581; default true. */
  readonly rport?: boolean;
  /** The sent-by of its Via, `host` or `host:port`; default: where it lives. */
  readonly viaAddress?: string;
  /** The value of its Contact header; default: its user at its own address. */
  readonly contact?: string;
  readonly userAgent?: string;
  /** RFC 5626 `+sip.instance`, a UUID. */
  readonly instanceId?: string;
  readonly callId?: string;
  /** Header names in their compact form. */
  readonly compactForms?: boolean;
  /** Lines for every request, say `Supported: path`. */
  readonly extraHeaders?: readonly string[];
  /** RFC 3261's T1; default 100. */
  readonly t1Ms?: number;
  /** When it gives up on a request; default 2000. */
  readonly timeoutMs?: number;
}

export interface RegisterOptions {
  /** Seconds; default 120. */
  readonly expires?: number;
  /** Values of Contact headers in place of the phone's own; empty: a query. */
  readonly contacts?: readonly string[];
  readonly extraHeaders?: readonly string[];
  readonly newCallId?: boolean;
  /** Answers the last challenge again, as phones do that keep a nonce. */
  readonly reuseChallenge?: boolean;
}

/** One datagram, as it was on the phone's wire. */
export interface PhoneDatagram {
  readonly direction: 'sent' | 'received';
  /** One character per byte. */
  readonly text: string;
  /** `address:port` of the other side. */
  readonly remote: string;
  /** Milliseconds since the phone's process began. */
  readonly atMs: number;
}

export type RegisterOutcome = 'accepted' | 'refused' | 'timeout';

export interface RegisterResult {
  /** `accepted`: 2xx; `refused`: another final answer; `timeout`: none came. */
  readonly outcome: RegisterOutcome;
  /** Of the last final answer; undefined when none came at all. */
  readonly statusCode: number | undefined;
  /** The last final answer, whole. */
  readonly response: string | undefined;
  /** Every datagram of this exchange, in order. */
  readonly messages: readonly PhoneDatagram[];
}

export interface Behaviour {
  /** Requests are recorded and not answered. */
  readonly deaf?: boolean;
  /** The status of its answers, default 200. */
  readonly answerStatus?: number;
}

export interface RebootOptions {
  readonly newPort?: number;
}

/** What a test asks of the phone's process; `id` comes back with the reply. */
export type PhoneCommand = { readonly id: number } & (
  | { readonly type: 'register'; readonly options: RegisterOptions }
  | { readonly type: 'send'; readonly text: string; readonly to: string }
  | { readonly type: 'rebind'; readonly port: number }
  | { readonly type: 'reboot'; readonly options: RebootOptions }
  | { readonly type: 'behave'; readonly behaviour: Behaviour }
);

export type PhoneReport =
  | { readonly type: 'ready' }
  | { readonly type: 'datagram'; readonly datagram: PhoneDatagram }
  | { readonly type: 'reply'; readonly id: number; readonly result?: RegisterResult }
  | { readonly type: 'failure'; readonly id: number; readonly reason: string };
