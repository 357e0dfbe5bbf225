// What arrives at the phones. A proxy that works gives a phone nothing that is another's, its own
// Contact as Request-URI, and no Route.
#include "phone-side.h"
#include "calls.h"
#include "message.h"
#include "registrations.h"
#include "show.h"

static struct batch arrived;

/** False, and counted, when the message came to another phone's address. */
static bool is_own(int group, int number, in_addr_t own, struct tally *tally) {
  bool is_here = number % PHONE_SOCKETS == group && phone_address(number) == own;
  tally->misdirected += !is_here;
  return is_here;
}

static void take_response(int group, in_addr_t own, const char *response, struct tally *tally) {
  struct mark branch;
  if (!read_mark(response, PHONE_BRANCH, user_count, &branch)) {
    tally->unexpected++;
    return;
  }
  struct phone *phone = &phones[branch.number];
  if (phone->lost_c_seq == branch.serial) {
    tally->late++;
    return;
  }
  if (phone->c_seq != branch.serial) {
    tally->unexpected++;
    return;
  }
  if (!is_own(group, branch.number, own, tally)) return;
  switch (phone->waiting) {
    case FOR_REGISTER_ANSWER: note_register_response(branch.number, response, tally); break;
    case FOR_INVITE_ANSWER: note_invite_response(branch.number, response, tally); break;
    case FOR_BYE_ANSWER: note_bye_response(branch.number, response, tally); break;
    default: tally->unexpected++;
  }
}

static void answer(int group, int index, const char *request) {
  struct batch *outbox = phone_outbox(group);
  char *start = next_datagram(outbox);
  struct writer out = {start};
  static const struct span tag = {";tag=phone", 10};
  put_response_start(&out, "200 OK", request, is_request(request, "BYE") ? (struct span){0} : tag);
  put_text(&out, "User-Agent: Yealink SIP-T46S 66.85.0.5\r\nContent-Length: 0\r\n\r\n");
  finish_datagram(outbox, (size_t)(out.at - start), arrived.remote[index], arrived.own[index]);
}

static void check_request(int number, const char *request, struct tally *tally) {
  char own[64];
  struct writer out = {own};
  put_contact_uri(&out, number);
  tally->uri_wrong += !has_request_uri(request, (struct span){own, (size_t)(out.at - own)});
  tally->route_left += find_header(request, "Route").length > 0;
}

static void take_request(int group, int index, const char *request, struct tally *tally) {
  struct mark branch;
  // Without Asterisk's branch it is the proxy's own: a phone answers that too.
  if (read_mark(request, ASTERISK_BRANCH, user_count, &branch)) {
    if (!is_own(group, branch.number, arrived.own[index], tally)) return;
    check_request(branch.number, request, tally);
    if (is_request(request, "BYE")) note_bye(branch.number, branch.serial, tally);
  } else {
    tally->pinged++;
  }
  answer(group, index, request);
}

void serve_phones(int socket_index, struct tally *tally) {
  struct batch *outbox = phone_outbox(socket_index);
  int received = receive_batch(outbox->socket, &arrived);
  for (int i = 0; i < received; i++) {
    const char *message = arrived.bytes[i];
    show_first("at the phone", message);
    if (is_response(message)) take_response(socket_index, arrived.own[i], message, tally);
    else if (message[0] >= 'A') take_request(socket_index, i, message, tally);
  }
  send_batch(outbox);
}
