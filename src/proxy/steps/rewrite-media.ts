// SDP of Asterisk on its way to a phone outside: where it shows an address of Asterisk's own, the
// phone gets the media address, since media does not go through farend and must find Asterisk from
// out there. What phones say of themselves is left alone: Asterisk answers to where media comes from.

import { headerName } from '../../sip/header-name.ts';
import { unfold } from '../../sip/header-values.ts';
import { rewriteMedia as rewriteBody } from '../../sip/sdp/rewrite-media.ts';
import type { AsteriskRequest, AsteriskResponse } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function rewriteMedia(
  message: AsteriskRequest | AsteriskResponse,
  parts: ProxyParts,
): Outcome {
  const { mediaAddress, mediaFrom } = parts.options;
  const { view, mandatory, edit } = message;
  const { bodyEnd } = mandatory;
  if (mediaAddress === undefined || !message.isOutside || bodyEnd === view.bodyStart)
    return undefined;
  const contentType = view.firstValue(headerName.contentType);
  if (contentType === undefined) return undefined;
  const body = rewriteBody(view.text.slice(view.bodyStart, bodyEnd), unfold(contentType), {
    from: mediaFrom,
    address: mediaAddress,
  });
  if (body === undefined) return undefined;
  message.newBody = body;
  edit.replace(view.bodyStart, bodyEnd, body);
  const { contentLengthLine } = mandatory.lines;
  if (contentLengthLine >= 0)
    edit.replace(
      view.valueStart(contentLengthLine),
      view.valueEnd(contentLengthLine),
      String(body.length),
    );
  return undefined;
}
