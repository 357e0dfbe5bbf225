// What the test phone is told and what it reports of its registration. Calls: call/call-options.ts.

import type { IncomingCalls } from './call/call-options.ts';

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
  /** RFC 3261's T1; default 100 for REGISTER, 500 for the rest with `retransmits`, else 1500. */
  readonly t1Ms?: number;
  /** When it gives up on a request; default 2000 for REGISTER, 5000 for the rest. */
  readonly timeoutMs?: number;
  /** Repeats as RFC 3261 says, also what is not a REGISTER; false: nothing but REGISTER is sent twice. */
  readonly retransmits?: boolean;
  /** Where it listens and says that it does, when that is not the port from which it sends. */
  readonly listenPort?: number;
  /** The URI of its Contact in dialogs; default: that of its registration. */
  readonly dialogContact?: string;
  /** Does not copy Record-Route into its answers and builds no route set. */
  readonly ignoresRecordRoute?: boolean;
  /** Writes Routes as RFC 2543 had them: the first is the Request-URI, the target the last Route. */
  readonly strictRouting?: boolean;
  /** Everything goes there, `address:port`, in dialogs too. */
  readonly outboundProxy?: string;
  /** URIs of Routes in each request outside of dialogs but REGISTER; the first is the next hop. */
  readonly preloadedRoute?: readonly string[];
  /** Sends no ACK for calls that are answered. */
  readonly neverAcknowledges?: boolean;
  /** Provisional answers may be reliable (RFC 3262). */
  readonly supported100rel?: boolean;
  /** What happens to calls that come in; default: refused with 486. */
  readonly calls?: IncomingCalls;
  /** Its REGISTERs never carry credentials. */
  readonly ignoresChallenges?: boolean;
  /** Drops answers whose Via has a `rport=` with a value. */
  readonly refusesRport?: boolean;
  /** What its REGISTERs answer a challenge with, whatever that asks for. */
  readonly digest?: DigestHabit;
}

interface DigestHabit {
  readonly realm?: string;
  readonly algorithm?: 'MD5' | 'SHA-256';
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
  /** `ignored`: came to a port where the phone does not listen, though it sends from there. */
  readonly direction: 'sent' | 'received' | 'ignored';
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
  /** The status of its answers, default 200, to an INVITE 486. */
  readonly answerStatus?: number;
  /** Takes calls. */
  readonly calls?: IncomingCalls;
}

export interface RebootOptions {
  readonly newPort?: number;
}
