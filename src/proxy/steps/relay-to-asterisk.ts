// Our Via on top, and out to Asterisk.

import type { PhoneRequest } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import { formatVia, type ViaToken } from '../via-token.ts';
import { watchPhoneRequest } from '../watched-message.ts';
import { formatAnswerVia } from './relay-to-phone.ts';

export function relayToAsterisk(request: PhoneRequest, parts: ProxyParts): Outcome {
  const { asteriskSide, hash } = parts;
  const { attempt, asterisk } = request;
  const token: ViaToken = {
    kind: 'relayed',
    id: request.id,
    local: request.socket.name,
    remote: { address: request.source.address, port: request.answerPort },
    rportOffered: request.showsRport,
    credentials: request.relayedCredentials,
    isOutside: request.dialog?.isOutside ?? request.isOutside,
    isTrunk: request.isTrunk,
    device: '',
  };
  const via = formatVia(hash, asteriskSide.name, token, request.isRegister ? request.aor : '');
  if (attempt !== undefined) {
    const answerVia = formatAnswerVia(request.text, request.mandatory.lines.via, token);
    parts.attempts.add(attempt, { token, tokenText: via.tokenText, answerVia });
  }
  request.insertOnTop(`Via: ${via.value}\r\n`);
  if (asterisk === undefined) return undefined;
  asteriskSide.send(request.format(), asterisk);
  parts.relayed.add('to-asterisk', request.method);
  if (!request.isRegister) parts.watch.take(watchPhoneRequest(request, parts));
  return undefined;
}
