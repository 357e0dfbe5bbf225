// The order of the steps, for each kind of message: the one place that decides it.

import type { AsteriskRequest, AsteriskResponse, PhoneRequest, PhoneResponse } from '../message.ts';
import type { Step } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import { checkExtensions } from './check-extensions.ts';
import { checkHops } from './check-hops.ts';
import { checkMethod } from './check-method.ts';
import { checkRequestUri } from './check-request-uri.ts';
import { chooseAsterisk } from './choose-asterisk.ts';
import { findSender } from './find-sender.ts';
import { guardCredentials } from './guard-credentials.ts';
import { dropExcess, dropScanner } from './guard-source.ts';
import { identifyRequest } from './identify-request.ts';
import { keepRegistration } from './keep-registration.ts';
import { mapContacts } from './map-contacts.ts';
import { markTrunk } from './mark-trunk.ts';
import { maskRequestContact, maskResponseContact, unmaskTarget } from './mask-contact.ts';
import { noteChallenge } from './note-challenge.ts';
import { noteHealthAnswer, notePingAnswer } from './note-liveness.ts';
import { observeRegistration } from './observe-registration.ts';
import { popRoutes } from './pop-routes.ts';
import { proveFlow } from './prove-flow.ts';
import { findDevice, relayToAsker, relayToDevice } from './reach-device.ts';
import { recordRouteToAsterisk, recordRouteToPhone, restoreRecordRoute } from './record-route.ts';
import { noteDirectDialog, relayDirectAnswer, relayDirectRequest } from './relay-direct.ts';
import { relayToAsterisk } from './relay-to-asterisk.ts';
import { relayToPhone, restorePhoneVia } from './relay-to-phone.ts';
import { removePath } from './remove-path.ts';
import { removeUntrusted } from './remove-untrusted.ts';
import { rewriteMedia } from './rewrite-media.ts';
import { stampAsteriskVia, stampPhoneVia } from './stamp-via.ts';
import { swallowOwnAck } from './swallow-own-ack.ts';
import { verifyAsteriskVia, verifyPhoneVia } from './verify-via.ts';

type Steps<Message> = readonly Step<Message, ProxyParts>[];

/** RFC 3261 §16.3 to §16.6, with RFC 3581 §4. */
export const phoneRequestSteps: Steps<PhoneRequest> = [
  findSender,
  dropScanner,
  checkMethod,
  swallowOwnAck,
  checkRequestUri,
  checkHops,
  checkExtensions,
  identifyRequest,
  dropExcess,
  stampPhoneVia,
  popRoutes,
  unmaskTarget,
  removeUntrusted,
  markTrunk,
  guardCredentials,
  noteDirectDialog,
  chooseAsterisk,
  mapContacts,
  recordRouteToAsterisk,
  relayToAsterisk,
];

/** RFC 3261 §16.7. */
export const asteriskResponseSteps: Steps<AsteriskResponse> = [
  verifyAsteriskVia,
  noteHealthAnswer,
  noteChallenge,
  removePath,
  maskResponseContact,
  restorePhoneVia,
  keepRegistration,
  proveFlow,
  rewriteMedia,
  relayToPhone,
  observeRegistration,
];

export const asteriskRequestSteps: Steps<AsteriskRequest> = [
  checkHops,
  stampAsteriskVia,
  popRoutes,
  relayDirectRequest,
  findDevice,
  maskRequestContact,
  recordRouteToPhone,
  rewriteMedia,
  relayToDevice,
];

export const phoneResponseSteps: Steps<PhoneResponse> = [
  relayDirectAnswer,
  verifyPhoneVia,
  notePingAnswer,
  restoreRecordRoute,
  relayToAsker,
];
