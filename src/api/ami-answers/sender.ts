// Whom the answers go to: one Asterisk over AMI. AmiClient is such a sender.

export type EventHeaders = Readonly<Record<string, string>>;

/** All methods throw AppError AMI_UNREACHABLE when the connection drops, AMI_REFUSED on a no. */
export interface AmiSender {
  readonly isUp: boolean;
  sendUserEvent(name: string, headers: EventHeaders): Promise<void>;
  putAstDb(family: string, key: string, value: string): Promise<void>;
  /** Nothing happens when there is no such key. */
  deleteAstDb(family: string, key: string): Promise<void>;
}
