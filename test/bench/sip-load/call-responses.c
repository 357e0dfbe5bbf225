// Asterisk's responses in a call, and its BYE, of the size of chan_pjsip's.
#include "call-responses.h"
#include "digest.h"
#include "message.h"

#define ALLOW                                                                                     \
  "Allow: OPTIONS, REGISTER, SUBSCRIBE, NOTIFY, PUBLISH, INVITE, ACK, BYE, CANCEL, UPDATE, PRACK, " \
  "INFO, MESSAGE, REFER\r\n"
#define SERVER "Server: Asterisk PBX 22\r\n"
#define EMPTY "Content-Length: 0\r\n\r\n"

static const char sdp[] =
    "v=0\r\no=- 20811 20813 IN IP4 127.0.0.1\r\ns=Asterisk\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 12466 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=maxptime:140\r\n"
    "a=sendrecv\r\n";

/** The start of a response whose To gets this tag. */
static void put_tagged_start(struct writer *out, const char *status, const char *invite,
                             const char *tag, struct mark call) {
  char text[64] = ";";
  struct writer tag_out = {text + 1};
  put_bytes(&tag_out, tag, strlen(tag));
  put_mark(&tag_out, call.number, call.serial);
  put_response_start(out, status, invite, (struct span){text, (size_t)(tag_out.at - text)});
}

void put_refusal(struct writer *out, struct mark call, const char *invite) {
  put_tagged_start(out, "401 Unauthorized", invite, REFUSAL_TAG, call);
  put_challenge(out);
  put_text(out, SERVER EMPTY);
}

void put_trying(struct writer *out, const char *invite) {
  put_response_start(out, "100 Trying", invite, (struct span){0});
  put_text(out, SERVER EMPTY);
}

static void put_in_dialog(struct writer *out, const char *status, struct mark call,
                          const char *invite, struct span contact) {
  put_tagged_start(out, status, invite, ASTERISK_TAG, call);
  put_text(out, "Contact: <");
  put_bytes(out, contact.at, contact.length);
  put_text(out, ">\r\n" SERVER ALLOW);
}

void put_ringing(struct writer *out, struct mark call, const char *invite, struct span contact) {
  put_in_dialog(out, "180 Ringing", call, invite, contact);
  put_text(out, EMPTY);
}

void put_answer(struct writer *out, struct mark call, const char *invite, struct span contact) {
  put_in_dialog(out, "200 OK", call, invite, contact);
  put_text(out, "Supported: 100rel, timer, replaces, norefersub\r\nContent-Type: application/sdp\r\n"
                "Content-Length: ");
  put_decimal(out, sizeof sdp - 1, 0);
  put_text(out, "\r\n\r\n");
  put_text(out, sdp);
}

void put_bye_answer(struct writer *out, const char *bye) {
  put_response_start(out, "200 OK", bye, (struct span){0});
  put_text(out, SERVER EMPTY);
}

void put_bye(struct writer *out, struct mark call, const struct remote_party *phone, int own_port) {
  put_text(out, "BYE ");
  put_bytes(out, phone->target.at, phone->target.length);
  put_text(out, " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:");
  put_decimal(out, (uint64_t)own_port, 0);
  put_text(out, ";rport;branch=" ASTERISK_BRANCH);
  put_mark(out, call.number, call.serial);
  put_text(out, "\r\n");
  put_bytes(out, phone->routes.at, phone->routes.length);
  put_text(out, "From: <sip:600@pbx.example.com>;" ASTERISK_TAG);
  put_mark(out, call.number, call.serial);
  put_text(out, "\r\nTo: <sip:");
  put_user(out, call.number);
  put_text(out, "@pbx.example.com>;" PHONE_TAG);
  put_mark(out, call.number, call.serial);
  put_text(out, "\r\nCall-ID: ");
  put_call_id(out, call.number, call.serial);
  put_text(out, "\r\nCSeq: 13450 BYE\r\nReason: Q.850;cause=16\r\nMax-Forwards: 70\r\n"
                "User-Agent: Asterisk PBX 22\r\n" EMPTY);
}
