// Whom the answers go to: one Asterisk over AMI, one application over ARI. AmiClient and AriClient
// are such senders.

export type EventHeaders = Readonly<Record<string, string>>;

export interface UserEvent {
  readonly name: string;
  readonly headers: EventHeaders;
}

/** All methods throw AppError AMI_UNREACHABLE when the connection drops, AMI_REFUSED on a no. */
export interface AmiSender {
  readonly isUp: boolean;
  sendUserEvent(name: string, headers: EventHeaders): Promise<void>;
  /** What AstDB has under a family: `/family/…/key` → value. */
  listAstDb(family: string): Promise<ReadonlyMap<string, string>>;
  putAstDb(family: string, key: string, value: string): Promise<void>;
  /** Nothing happens when there is no such key. */
  deleteAstDb(family: string, key: string): Promise<void>;
}

export interface AriSender {
  readonly isUp: boolean;
  /** Throws AppError ARI_REFUSED while nobody is connected as that application. */
  sendUserEvent(application: string, name: string, variables: EventHeaders): Promise<void>;
}
