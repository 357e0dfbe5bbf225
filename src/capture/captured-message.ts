// One SIP message as somebody beside the path saw it: a HEP agent, or whoever wrote a capture file.

export interface CapturedAddress {
  /** IP literal, canonical, without brackets. */
  readonly address: string;
  readonly port: number;
}

export interface CapturedMessage {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly source: CapturedAddress;
  readonly destination: CapturedAddress;
  /** Who saw it. Two who stand at the same place see each packet twice, and no phone sent it twice. */
  readonly agent: string;
  readonly bytes: Buffer;
}
