// Calls as the phones make them.
#include "calls.h"
#include "call-requests.h"
#include "clock.h"
#include "message.h"

static void send_invite(struct batch *outbox, int number, struct tally *tally) {
  struct phone *phone = &phones[number];
  phone->c_seq++;
  struct writer out = {next_datagram(outbox)};
  put_invite(&out, number, phone);
  finish_for_proxy(outbox, number, out);
  phone->with_credentials = phone->nonce_length > 0;
  phone->nonce_length = 0;
  set_waiting(phone, FOR_INVITE_ANSWER);
  tally->sent++;
}

void begin_calls(int limit, struct tally *tally) {
  int group = choose_group();
  struct batch *outbox = phone_outbox(group);
  for (int begun = 0; begun < limit && begun < BATCH_SIZE; begun++) {
    int number = choose_idle_phone(group, true);
    if (number < 0) break;
    phones[number].call++;
    tally->begun++;
    send_invite(outbox, number, tally);
  }
  send_batch(outbox);
}

/** The ACK to a refusal, then the INVITE again, if it was a challenge to one without credentials. */
static void take_refusal(int number, int status, const char *response, struct tally *tally) {
  struct phone *phone = &phones[number];
  struct batch *outbox = phone_outbox(number % PHONE_SOCKETS);
  struct writer out = {next_datagram(outbox)};
  put_refusal_ack(&out, number, phone, response);
  finish_for_proxy(outbox, number, out);
  bool is_challenge = status == 401 && !phone->with_credentials;
  if (is_challenge) tally->challenged++;
  else if (status == 401) tally->stripped++;
  else tally->refused++;
  if (is_challenge && note_nonce(phone, response)) send_invite(outbox, number, tally);
  else set_waiting(phone, FOR_NOTHING);
}

/** Sends ACK or BYE along the route set of the 200; false when that leads nowhere. */
static bool send_in_dialog(const char *method, int number, const char *answer,
                           struct tally *tally) {
  struct batch *outbox = phone_outbox(number % PHONE_SOCKETS);
  struct route_set routes = read_routes(answer, "Record-Route");
  struct sockaddr_in hop;
  reverse_routes(&routes);
  if (!find_next_hop(&routes, take_uri(find_header(answer, "Contact")), &hop)) {
    tally->next_hop_wrong++;
    return false;
  }
  struct writer out = {next_datagram(outbox)};
  put_in_dialog(&out, method, number, &phones[number], answer, &routes);
  finish_datagram(outbox, (size_t)(out.at - outbox->bytes[outbox->count]), hop,
                  phone_address(number));
  return true;
}

static void take_answer(int number, const char *answer, struct tally *tally) {
  struct phone *phone = &phones[number];
  tally->accepted++;
  tally->without_record_route += find_header(answer, "Record-Route").length == 0;
  bool is_acked = send_in_dialog("ACK", number, answer, tally);
  if (!is_acked) {
    set_waiting(phone, FOR_NOTHING);
  } else if (!is_ended_by_phone(phone->call)) {
    set_waiting(phone, FOR_BYE);
  } else {
    phone->c_seq++;
    send_in_dialog("BYE", number, answer, tally);
    set_waiting(phone, FOR_BYE_ANSWER);
    tally->sent++;
  }
}

void note_invite_response(int number, const char *response, struct tally *tally) {
  int status = read_status(response);
  if (status == 180) tally->without_record_route += find_header(response, "Record-Route").length == 0;
  if (status < 200) return;
  tally->answered++;
  note_latency(tally, now_ns() - phones[number].sent_at);
  if (status == 200) take_answer(number, response, tally);
  else take_refusal(number, status, response, tally);
}

void note_bye_response(int number, const char *response, struct tally *tally) {
  int status = read_status(response);
  if (status < 200) return;
  tally->answered++;
  note_latency(tally, now_ns() - phones[number].sent_at);
  if (status == 200) tally->calls++;
  else tally->refused++;
  set_waiting(&phones[number], FOR_NOTHING);
}

void note_bye(int number, uint32_t call, struct tally *tally) {
  struct phone *phone = &phones[number];
  if (phone->waiting == FOR_BYE && phone->call == call) set_waiting(phone, FOR_NOTHING);
  else if (phone->lost_call == call) tally->late++;
  else tally->unexpected++;
}
