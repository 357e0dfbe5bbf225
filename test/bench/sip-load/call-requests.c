// The requests of a calling phone: private Via, Contact and SDP, no rport.
#include "call-requests.h"
#include "message.h"

#define CALLED_URI "sip:600@pbx.example.com"
static const struct span called_uri = {CALLED_URI, sizeof CALLED_URI - 1};

/** Request line to Call-ID; `to` is the whole header line, empty for the first of a dialog. */
static void put_start(struct writer *out, const char *method, struct span uri, int number,
                      const struct phone *phone, struct span to) {
  put_bytes(out, method, strlen(method));
  put_text(out, " ");
  put_bytes(out, uri.at, uri.length);
  put_text(out, " SIP/2.0\r\nVia: SIP/2.0/UDP ");
  put_private_address(out, number);
  put_text(out, ":5060;branch=" PHONE_BRANCH);
  put_mark(out, number, phone->c_seq);
  put_text(out, "\r\nMax-Forwards: 70\r\nFrom: <sip:");
  put_user(out, number);
  put_text(out, "@pbx.example.com>;" PHONE_TAG);
  put_mark(out, number, phone->call);
  put_text(out, "\r\n");
  if (to.length > 0) put_bytes(out, to.at, to.length);
  else put_text(out, "To: <" CALLED_URI ">\r\n");
  put_text(out, "Call-ID: ");
  put_call_id(out, number, phone->call);
  put_text(out, "\r\nCSeq: ");
  put_decimal(out, phone->c_seq, 0);
  put_text(out, " ");
  put_bytes(out, method, strlen(method));
  put_text(out, "\r\nUser-Agent: Yealink SIP-T46S 66.85.0.5\r\n");
}

static void put_sdp(struct writer *out, int number) {
  char address_text[32];
  struct writer address = {address_text};
  put_private_address(&address, number);
  size_t length = (size_t)(address.at - address_text);
  static const char start[] = "v=0\r\no=- 20811 20811 IN IP4 ";
  static const char middle[] = "\r\ns=SDP data\r\nc=IN IP4 ";
  static const char end[] =
      "\r\nt=0 0\r\nm=audio 11780 RTP/AVP 9 0 8 18 101\r\na=rtpmap:9 G722/8000\r\n"
      "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:18 G729/8000\r\n"
      "a=fmtp:18 annexb=no\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
      "a=ptime:20\r\na=sendrecv\r\n";
  put_text(out, "Content-Type: application/sdp\r\nContent-Length: ");
  put_decimal(out, sizeof start - 1 + sizeof middle - 1 + sizeof end - 1 + 2 * length, 0);
  put_text(out, "\r\n\r\n");
  put_text(out, start);
  put_bytes(out, address_text, length);
  put_text(out, middle);
  put_bytes(out, address_text, length);
  put_text(out, end);
}

void put_invite(struct writer *out, int number, const struct phone *phone) {
  put_start(out, "INVITE", called_uri, number, phone, (struct span){0});
  put_text(out, "Contact: <");
  put_contact_uri(out, number);
  put_text(out, ">\r\nAllow: INVITE, INFO, PRACK, ACK, BYE, CANCEL, OPTIONS, NOTIFY, REGISTER, "
                "SUBSCRIBE, REFER, PUBLISH, UPDATE, MESSAGE\r\nSupported: replaces\r\n");
  if (phone->nonce_length > 0)
    put_credentials(out, number, (struct span){phone->nonce, phone->nonce_length}, CALLED_URI);
  put_sdp(out, number);
}

void put_refusal_ack(struct writer *out, int number, const struct phone *phone,
                     const char *refusal) {
  put_start(out, "ACK", called_uri, number, phone, find_header(refusal, "To"));
  put_text(out, "Content-Length: 0\r\n\r\n");
}

void put_in_dialog(struct writer *out, const char *method, int number, const struct phone *phone,
                   const char *answer, const struct route_set *routes) {
  struct span target = take_uri(find_header(answer, "Contact"));
  put_start(out, method, target, number, phone, find_header(answer, "To"));
  put_routes(out, routes);
  put_text(out, "Content-Length: 0\r\n\r\n");
}
