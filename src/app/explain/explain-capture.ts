// A capture file explained: read once, through the same correlation and diagnosis as everything else.

import { AppError } from '../../base/app-error.ts';
import { formatAddressPort } from '../../base/ip-address.ts';
import type { Unjoined } from '../../capture/exchange-joiner.ts';
import { openCapture } from '../../capture/file/capture-source.ts';
import { type CaptureSkip, readCapture } from '../../capture/file/read-capture.ts';
import { readContactPlace } from '../../correlation/address-text.ts';
import type { DeviceRecord } from '../../correlation/device-record.ts';
import { identifyModel } from '../../devices/device-catalogue.ts';
import type { CaptureReport, PhoneReport } from './capture-report.ts';
import { CaptureStory, type StoryOptions } from './capture-story.ts';

/** How many bytes of the file were read, and how many it has; 0 where nobody knows. */
export type TellProgress = (bytesRead: number, size: number) => void;

/** @throws AppError CAPTURE_UNREADABLE, CAPTURE_INVALID */
export async function explainCapture(
  file: string,
  options: StoryOptions,
  tell: TellProgress = () => undefined,
): Promise<CaptureReport> {
  const skipped: Partial<Record<CaptureSkip | Unjoined, number>> = {};
  const skip = (why: CaptureSkip | Unjoined) => {
    skipped[why] = (skipped[why] ?? 0) + 1;
  };
  const story = new CaptureStory(options, skip);
  let packets = 0;
  const { reader, writtenAt } = await openCapture(file, tell);
  const { format, end } = await readCapture(
    reader,
    { writtenAt },
    {
      onMessage: (message) => story.take(message),
      onSkipped: skip,
      onPacket: () => {
        packets += 1;
      },
    },
  );
  if (end.kind === 'refused')
    throw new AppError('CAPTURE_INVALID', `${file}: at byte ${end.offset}: ${end.what}`);
  story.close();
  const { messages, openAtEnd, from, to, vantage, servers, diagnosis } = story;
  return {
    file,
    format,
    cutOff: end.kind === 'whole' ? undefined : { offset: end.offset, what: end.what },
    packets,
    messages,
    skipped,
    from,
    to,
    vantage: vantage.vantage,
    servers: servers.servers.map(({ address, port }) => formatAddressPort(address, port)),
    openAtEnd,
    phones: diagnosis.records().map((record) => reportPhone(record, story)),
    findings: diagnosis.findings(),
  };
}

function reportPhone(
  record: DeviceRecord,
  { ladders, troubles, vantage }: CaptureStory,
): PhoneReport {
  const { source = '', callId = '', contact = '', userAgent = '' } = record.wire ?? {};
  const places = [source, readContactPlace(contact).hostPort];
  const callIds = new Set([callId, ...places.flatMap((place) => troubles.of(place))]);
  return {
    record,
    model: identifyModel(userAgent),
    seenAs: vantage.seenAs(source),
    ladders: [...callIds].flatMap((id) => ladders.find(id) ?? []),
  };
}
