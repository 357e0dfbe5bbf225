// The REGISTER of a phone that does not know of its NAT: private Via and Contact, no rport.
#define _GNU_SOURCE
#include "register-request.h"
#include "clock.h"
#include <time.h>

/** Differs from run to run, so that no two runs share a Call-ID or a digest response. */
static uint64_t get_identity(void) {
  static uint64_t identity;
  if (identity == 0) identity = scramble((uint64_t)time(NULL) << 20 ^ now_ns());
  return identity;
}

static void put_user(struct writer *out, int number) {
  put_text(out, "4");
  put_decimal(out, (uint64_t)number, 5);
}

static void put_private_address(struct writer *out, int number) {
  put_text(out, "192.168.");
  put_decimal(out, (uint64_t)(number / 250 % 250 + 1), 0);
  put_text(out, ".");
  put_decimal(out, (uint64_t)(number % 250 + 2), 0);
}

void put_contact_uri(struct writer *out, int number) {
  put_text(out, "sip:");
  put_user(out, number);
  put_text(out, "@");
  put_private_address(out, number);
  put_text(out, ":5060");
}

/** The `response` is no real MD5, but 32 hex digits that never come twice, as a real one. */
static void put_credentials(struct writer *out, int number, const struct phone *phone) {
  static uint64_t responded;
  uint64_t response = ++responded;
  put_text(out, "Authorization: Digest username=\"");
  put_user(out, number);
  put_text(out, "\",realm=\"asterisk\",nonce=\"");
  put_bytes(out, phone->nonce, phone->nonce_length);
  put_text(out, "\",uri=\"sip:pbx.example.com\",response=\"");
  put_hex(out, scramble(get_identity() ^ response), 16);
  put_hex(out, scramble(response), 16);
  put_text(out, "\",algorithm=MD5,cnonce=\"");
  put_hex(out, response, 8);
  put_text(out, "\",opaque=\"5d7a1c2b3e4f5061\",qop=auth,nc=00000001\r\n");
}

size_t write_request(char *buffer, int number, const struct phone *phone) {
  struct writer out = {buffer};
  uint32_t c_seq = phone->c_seq + 1;
  put_text(&out, "REGISTER sip:pbx.example.com SIP/2.0\r\nVia: SIP/2.0/UDP ");
  put_private_address(&out, number);
  put_text(&out, ":5060;branch=" BRANCH_PREFIX);
  put_hex(&out, (uint64_t)number, 0);
  put_text(&out, "-");
  put_hex(&out, c_seq, 0);
  put_text(&out, "\r\nFrom: <sip:");
  put_user(&out, number);
  put_text(&out, "@pbx.example.com>;tag=");
  put_hex(&out, scramble(get_identity() + (uint64_t)number) & 0xffffffff, 8);
  put_text(&out, "\r\nTo: <sip:");
  put_user(&out, number);
  put_text(&out, "@pbx.example.com>\r\nCall-ID: ");
  put_hex(&out, scramble(get_identity() ^ (uint64_t)number), 16);
  put_text(&out, "@");
  put_private_address(&out, number);
  put_text(&out, "\r\nCSeq: ");
  put_decimal(&out, c_seq, 0);
  put_text(&out, " REGISTER\r\nContact: <");
  put_contact_uri(&out, number);
  put_text(&out, ">;expires=300\r\nMax-Forwards: 70\r\nUser-Agent: Yealink SIP-T46S 66.85.0.5\r\n"
                 "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, "
                 "PUBLISH\r\n");
  if (phone->nonce_length > 0) put_credentials(&out, number, phone);
  put_text(&out, "Content-Length: 0\r\n\r\n");
  return (size_t)(out.at - buffer);
}
