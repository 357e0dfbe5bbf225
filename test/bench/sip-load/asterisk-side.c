// What arrives at Asterisk's socket behind the proxy: each message goes to its part of Asterisk.
#include "asterisk-side.h"
#include "answered-calls.h"
#include "identity.h"
#include "message.h"
#include "qualify.h"
#include "registrar.h"
#include "show.h"
#include <arpa/inet.h>
#include <stdio.h>

static struct batch arrived;
static struct batch outbox;
static int user_count;
static int own_port;
static int first_phone_port;

int open_asterisk(int users, int port, int phone_port) {
  user_count = users;
  own_port = port;
  first_phone_port = phone_port;
  outbox.socket = open_udp(port);
  open_registrar(users);
  open_answered_calls(users, port);
  open_qualify(users, port);
  return outbox.socket;
}

struct batch *asterisk_outbox(void) { return &outbox; }

/** True when the message has that Via parameter, with that value and not a longer one. */
static bool has_parameter(const char *message, const char *parameter) {
  const char *found = strstr(message, parameter);
  return found != NULL && strspn(found + strlen(parameter), ".0123456789") == 0;
}

/** A proxy must tell the source of the packet in the phone's Via (RFC 3581 §4). */
static void check_phone_via(int number, const char *request, struct tally *tally) {
  char received[32];
  char rport[16];
  char address[INET_ADDRSTRLEN];
  struct in_addr own = {phone_address(number)};
  inet_ntop(AF_INET, &own, address, sizeof address);
  snprintf(received, sizeof received, ";received=%s", address);
  snprintf(rport, sizeof rport, ";rport=%d", first_phone_port + number % PHONE_SOCKETS);
  tally->without_received += !has_parameter(request, received);
  tally->without_rport += !has_parameter(request, rport);
}

/** True for what Asterisk sent itself, to a phone. */
static bool is_own(const char *request) {
  struct mark branch;
  return read_mark(request, ASTERISK_BRANCH, user_count, &branch);
}

static void answer(int index, const char *request, struct tally *tally) {
  if (is_own(request)) {
    tally->misdirected++;
    return;
  }
  char *start = next_datagram(&outbox);
  struct writer out = {start};
  struct mark branch = {.number = -1};
  if (read_mark(request, PHONE_BRANCH, user_count, &branch))
    check_phone_via(branch.number, request, tally);
  if (is_request(request, "REGISTER")) {
    answer_register(&out, branch.number, request, tally);
  } else {
    static const struct span tag = {";tag=asterisk", 13};
    put_response_start(&out, "200 OK", request, tag);
    put_text(&out, "Server: Asterisk PBX 22\r\nContent-Length: 0\r\n\r\n");
  }
  finish_datagram(&outbox, (size_t)(out.at - start), arrived.remote[index], 0);
}

static void take_call(int index, const char *request, struct tally *tally) {
  struct mark call;
  if (!read_mark(request, PHONE_TAG, user_count, &call)) {
    tally->unexpected++;
    return;
  }
  check_phone_via(call.number, request, tally);
  if (is_request(request, "INVITE")) take_invite(&outbox, arrived.remote[index], call, request, tally);
  else if (is_request(request, "ACK")) take_ack(&outbox, call, request, tally);
  else take_bye(&outbox, arrived.remote[index], call, request, tally);
}

static void take_response(const char *response, struct tally *tally) {
  struct mark branch;
  if (!read_mark(response, ASTERISK_BRANCH, user_count, &branch)) tally->unexpected++;
  else if (is_answer_to(response, "BYE")) note_bye_answer(branch, response, tally);
  else note_qualify_answer(branch, response, tally);
}

void serve_asterisk(struct tally *tally) {
  int received = receive_batch(outbox.socket, &arrived);
  for (int i = 0; i < received; i++) {
    const char *message = arrived.bytes[i];
    show_first("at Asterisk", message);
    if (is_response(message)) take_response(message, tally);
    else if (is_request(message, "REGISTER") || is_request(message, "OPTIONS"))
      answer(i, message, tally);
    else take_call(i, message, tally);
  }
  send_batch(&outbox);
}
