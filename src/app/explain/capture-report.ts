// What `farend explain` finds in one file, as plain data.

import type { Unjoined } from '../../capture/exchange-joiner.ts';
import type { CaptureSkip, ReadCapture } from '../../capture/file/read-capture.ts';
import type { DeviceRecord } from '../../correlation/device-record.ts';
import type { PhoneModel } from '../../devices/device-catalogue.ts';
import type { FoundInCapture } from './capture-diagnosis.ts';
import type { Ladder } from './ladder-book.ts';
import type { Vantage } from './vantage.ts';

export interface CaptureReport {
  readonly file: string;
  readonly format: ReadCapture['format'];
  /** Where the file ends too early; undefined: it is whole. */
  readonly cutOff: { readonly offset: number; readonly what: string } | undefined;
  readonly packets: number;
  /** SIP over UDP. */
  readonly messages: number;
  /** Packets that hold none, and messages that lead to nothing, by the reason. */
  readonly skipped: Readonly<Partial<Record<CaptureSkip | Unjoined, number>>>;
  /** Of the first message and the last, milliseconds since 1970; 0 without any. */
  readonly from: number;
  readonly to: number;
  readonly vantage: Vantage;
  /** Where phones register, address:port. */
  readonly servers: readonly string[];
  /** Requests that were still without an answer when the capture ended: nothing follows from them. */
  readonly openAtEnd: number;
  readonly phones: readonly PhoneReport[];
  readonly findings: readonly FoundInCapture[];
}

export interface PhoneReport {
  readonly record: DeviceRecord;
  readonly model: PhoneModel;
  /** Address:port at which the server sees it, where the capture shows another. */
  readonly seenAs: string | undefined;
  /** Of its registration first, then of what went wrong besides; the latest ones. */
  readonly ladders: readonly Ladder[];
}
