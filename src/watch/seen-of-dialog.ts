// What every observation of a dialog begins with.

import { formatAddressPort } from '../base/ip-address.ts';
import type { DialogObservation, SeenOfDialog } from '../observation/dialog-observation.ts';
import type { OpenRequest } from './open-requests.ts';
import type { WatchedMessage } from './watched-message.ts';

/** Who tells, and to whom. */
export type Tell = (observation: DialogObservation) => void;
export type Producer = DialogObservation['producer'];

/** Whose message it is where the message itself does not say: its request, or its call. */
export interface KnownPhone {
  readonly aor: string;
  readonly device: string | undefined;
  readonly userAgent: string;
}

export function describeMessage(
  message: WatchedMessage,
  callId: string,
  producer: Producer,
  known: KnownPhone | undefined,
): SeenOfDialog {
  const { time, phone, localSocket } = message;
  return {
    time,
    producer,
    source: formatAddressPort(phone.address, phone.port),
    localSocket,
    aor: message.aor || (known?.aor ?? ''),
    device: message.device ?? known?.device,
    callId,
    userAgent: message.userAgent || (known?.userAgent ?? ''),
  };
}

export function describeRequest(
  { source, localSocket, aor, device, callId, userAgent }: OpenRequest,
  time: number,
  producer: Producer,
): SeenOfDialog {
  return { time, producer, source, localSocket, aor, device, callId, userAgent };
}
