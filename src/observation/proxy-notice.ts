// What the proxy noticed besides registrations, as plain data: what an operator should hear, with the
// address that it is about. A new kind is one more line in the table; log, feed and docs follow it.

/** Kind → how serious it is, and what a person is told, after "KIND from ADDRESS: ". */
export const noticeKinds = {
  'rate-limited': {
    severity: 'warning',
    sentence: 'more datagrams than a busy office sends; what its registered phones send goes on',
  },
  scanner: {
    severity: 'info',
    sentence: 'a program that looks for open PBXs; it gets no answer',
  },
  banned: {
    severity: 'info',
    sentence: 'banned, and still sending',
  },
} as const;

export type NoticeKind = keyof typeof noticeKinds;

export interface ProxyNotice {
  readonly kind: NoticeKind;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** The IP address that it is about, canonical, without port and brackets. */
  readonly source: string;
  /** How often it happened since it was told last. */
  readonly count: number;
  /** What exactly; never text that a stranger chose. */
  readonly detail?: string;
}
