// The registrar behind the proxy under test: it challenges a REGISTER without credentials, accepts
// one with (any), answers OPTIONS, and looks for what a proxy must add to the phone's Via.
#define _GNU_SOURCE
#include "registrar.h"
#include "text.h"
#include "udp-batch.h"
#include <stdio.h>
#include <time.h>

static struct batch requests;
static struct batch responses;
static uint64_t challenges;
static uint64_t dialog_tags;
static bool show_next;

void show_registrar_example(void) { show_next = true; }

/** What one pass over the header lines of a request finds. */
struct findings {
  bool has_rport;
  bool has_received;
  bool has_credentials;
};

/** Copies a Contact with the expiry that it was granted, which is what it asked for or 300 s. */
static void put_contact(struct writer *out, struct span line) {
  size_t end = line.length;
  while (end > 0 && (line.at[end - 1] == '\n' || line.at[end - 1] == '\r')) end--;
  put_bytes(out, line.at, end);
  if (!has_text(line, ";expires=")) put_text(out, ";expires=300");
  put_text(out, "\r\n");
}

static void put_to_with_tag(struct writer *out, struct span line) {
  put_bytes(out, line.at, line.length - 2);
  put_text(out, ";tag=as");
  put_hex(out, ++dialog_tags, 8);
  put_text(out, "\r\n");
}

/** A nonce of the shape of chan_pjsip's, never the same twice. */
static void put_challenge(struct writer *out) {
  uint64_t number = ++challenges;
  put_text(out, "WWW-Authenticate: Digest realm=\"asterisk\",nonce=\"");
  put_decimal(out, (uint64_t)time(NULL), 10);
  put_text(out, "/");
  put_hex(out, scramble(number), 16);
  put_hex(out, scramble(~number), 16);
  put_text(out, "\",opaque=\"5d7a1c2b3e4f5061\",algorithm=MD5,qop=\"auth\"\r\n");
}

static void note_via(struct findings *findings, struct span line) {
  findings->has_rport |= has_text(line, ";rport=");
  findings->has_received |= has_text(line, ";received=127.0.0.2");
}

/** RFC 3261 §8.2.6.2: copies what a response repeats of its request; a Contact only with a 200. */
static struct findings put_repeated_headers(struct writer *out, const char *request, bool contacts) {
  struct findings findings = {0};
  const char *cursor = request;
  take_line(&cursor);
  for (struct span line = take_line(&cursor); line.length > 0; line = take_line(&cursor)) {
    if (IS_HEADER(line, "Via")) {
      note_via(&findings, line);
      put_bytes(out, line.at, line.length);
    } else if (IS_HEADER(line, "From") || IS_HEADER(line, "Call-ID") || IS_HEADER(line, "CSeq") ||
               IS_HEADER(line, "Path")) {
      put_bytes(out, line.at, line.length);
    } else if (IS_HEADER(line, "To")) {
      put_to_with_tag(out, line);
    } else if (contacts && IS_HEADER(line, "Contact")) {
      put_contact(out, line);
    }
  }
  return findings;
}

static size_t write_response(char *buffer, const char *request, bool is_register, struct tally *tally) {
  bool challenge = is_register && strstr(request, "\r\nAuthorization:") == NULL;
  struct writer out = {buffer};
  if (challenge) put_text(&out, "SIP/2.0 401 Unauthorized\r\n");
  else put_text(&out, "SIP/2.0 200 OK\r\n");
  struct findings findings = put_repeated_headers(&out, request, is_register && !challenge);
  if (challenge) put_challenge(&out);
  put_text(&out, "Server: Asterisk PBX 22\r\nContent-Length: 0\r\n\r\n");
  if (is_register) {
    tally->at_registrar++;
    tally->without_rport += !findings.has_rport;
    tally->without_received += !findings.has_received;
  }
  if (show_next && is_register && !challenge) {
    fprintf(stderr, "---- at the registrar\n%s", request);
    show_next = false;
  }
  return (size_t)(out.at - buffer);
}

void serve_registrar(int socket, struct tally *tally) {
  int received = receive_batch(socket, &requests);
  responses.count = 0;
  for (int i = 0; i < received; i++) {
    const char *request = requests.bytes[i];
    bool is_register = strncmp(request, "REGISTER ", 9) == 0;
    if (!is_register && strncmp(request, "OPTIONS ", 8) != 0) continue;
    size_t length = write_response(responses.bytes[responses.count], request, is_register, tally);
    address_datagram(&responses, responses.count, length, requests.address[i]);
    responses.count++;
  }
  if (responses.count > 0) send_batch(socket, &responses);
}
