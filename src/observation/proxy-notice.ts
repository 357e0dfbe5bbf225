// What the proxy noticed besides registrations, as plain data: what an operator should hear, with the
// address that it is about. A new kind is one more line in the table; log, feed and docs follow it.

/** Kind → how serious it is, and what a person is told, after "KIND from ADDRESS: ". */
export const noticeKinds = {
  'asterisk-down': {
    severity: 'critical',
    sentence: 'Asterisk there does not answer; phones are told to try again later',
  },
  'asterisk-up': {
    severity: 'info',
    sentence: 'Asterisk there answers again',
  },
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
  'credentials-replayed': {
    severity: 'warning',
    sentence:
      'credentials that came before from elsewhere, or were never asked for, were held back',
  },
  'exempt-learned': {
    severity: 'info',
    sentence: 'a phone there listens on another port than it sends from, and is served there now',
  },
  'exempt-given-up': {
    severity: 'info',
    sentence: 'a phone there does listen where it sends from, and is served there again',
  },
  'answer-from-elsewhere': {
    severity: 'info',
    sentence: 'a phone answers from another address or port than it was asked at',
  },
  'path-ignored': {
    severity: 'warning',
    sentence: 'Asterisk ignores the Path of a phone there: set support_path=yes for its AOR',
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
  /**
   * What exactly: an AOR, a name out of a list of ours, an Asterisk as `address:port`, or of
   * `credentials-replayed` see replay-detail.ts.
   */
  readonly detail?: string;
}
