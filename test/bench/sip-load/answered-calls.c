// Calls as Asterisk answers them. Of each it keeps route set and remote target of the INVITE, since
// every second call is ended by Asterisk.
#include "answered-calls.h"
#include "call-responses.h"
#include "calls.h"
#include "clock.h"
#include "message.h"
#include "route-set.h"
#include <stdlib.h>

enum dialog_state { IDLE, REFUSED, REFUSAL_ACKED, ANSWERED, ACKED, ENDING };

struct dialog {
  enum dialog_state state;
  uint32_t call;
  uint32_t lost_call;    // the last whose BYE was given up
  uint64_t bye_sent_at;  // ns
  struct sockaddr_in hop;
  struct remote_party phone;  // spans of what follows
  char target[256];
  char routes[1024];
};

static struct dialog *dialogs;
static int dialog_count;
static int ending_count;
static int own_port;
static char contact_text[64];
static struct span contact;
static const struct span called = {"sip:600@pbx.example.com", 23};

void open_answered_calls(int users, int port) {
  dialogs = calloc((size_t)users, sizeof *dialogs);
  dialog_count = users;
  own_port = port;
  struct writer out = {contact_text};
  put_text(&out, "sip:600@127.0.0.1:");
  put_decimal(&out, (uint64_t)port, 0);
  contact = (struct span){contact_text, (size_t)(out.at - contact_text)};
}

/** What a proxy may not leave: another Request-URI than the one that is meant for Asterisk, a Route. */
static void check_request(const char *request, struct span uri, struct tally *tally) {
  tally->uri_wrong += !has_request_uri(request, uri);
  tally->route_left += find_header(request, "Route").length > 0;
}

static void set_state(struct dialog *dialog, enum dialog_state state) {
  ending_count += (state == ENDING) - (dialog->state == ENDING);
  dialog->state = state;
}

static bool copy_span(struct span *copy, char *memory, size_t size, struct span text) {
  if (text.length == 0 || text.length > size) return false;
  memcpy(memory, text.at, text.length);
  *copy = (struct span){memory, text.length};
  return true;
}

/** Keeps route set and remote target; false when they lead nowhere. */
static bool remember(struct dialog *dialog, const char *invite) {
  struct route_set routes = read_routes(invite, "Record-Route");
  struct span target = take_uri(find_header(invite, "Contact"));
  char headers[DATAGRAM_SIZE];
  struct writer out = {headers};
  put_routes(&out, &routes);
  struct span lines = {headers, (size_t)(out.at - headers)};
  struct remote_party *phone = &dialog->phone;
  return copy_span(&phone->target, dialog->target, sizeof dialog->target, target) &&
         copy_span(&phone->routes, dialog->routes, sizeof dialog->routes, lines) &&
         find_next_hop(&routes, target, &dialog->hop);
}

static void finish(struct batch *outbox, struct writer out, struct sockaddr_in to) {
  finish_datagram(outbox, (size_t)(out.at - outbox->bytes[outbox->count]), to, 0);
}

static void answer_invite(struct batch *outbox, struct sockaddr_in source, struct mark call,
                          const char *invite) {
  struct writer trying = {next_datagram(outbox)};
  put_trying(&trying, invite);
  finish(outbox, trying, source);
  struct writer ringing = {next_datagram(outbox)};
  put_ringing(&ringing, call, invite, contact);
  finish(outbox, ringing, source);
  struct writer answer = {next_datagram(outbox)};
  put_answer(&answer, call, invite, contact);
  finish(outbox, answer, source);
}

void take_invite(struct batch *outbox, struct sockaddr_in source, struct mark call,
                 const char *request, struct tally *tally) {
  struct dialog *dialog = &dialogs[call.number];
  tally->at_asterisk++;
  tally->without_record_route += find_header(request, "Record-Route").length == 0;
  check_request(request, called, tally);
  if (find_header(request, "Authorization").length == 0) {
    struct writer refusal = {next_datagram(outbox)};
    put_refusal(&refusal, call, request);
    finish(outbox, refusal, source);
    set_state(dialog, REFUSED);
  } else {
    tally->without_ack += dialog->state != REFUSAL_ACKED || dialog->call != call.serial;
    tally->next_hop_wrong += !remember(dialog, request);
    answer_invite(outbox, source, call, request);
    set_state(dialog, ANSWERED);
  }
  dialog->call = call.serial;
}

static void send_bye(struct batch *outbox, struct mark call, struct tally *tally) {
  struct dialog *dialog = &dialogs[call.number];
  struct writer bye = {next_datagram(outbox)};
  put_bye(&bye, call, &dialog->phone, own_port);
  finish(outbox, bye, dialog->hop);
  set_state(dialog, ENDING);
  dialog->bye_sent_at = now_ns();
  tally->sent++;
}

void take_ack(struct batch *outbox, struct mark call, const char *request, struct tally *tally) {
  struct dialog *dialog = &dialogs[call.number];
  bool is_expected = dialog->call == call.serial;
  if (is_expected && dialog->state == REFUSED) {
    set_state(dialog, REFUSAL_ACKED);
  } else if (is_expected && dialog->state == ANSWERED) {
    check_request(request, contact, tally);
    set_state(dialog, ACKED);
    if (!is_ended_by_phone(call.serial)) send_bye(outbox, call, tally);
  } else {
    tally->unexpected++;
  }
}

void take_bye(struct batch *outbox, struct sockaddr_in source, struct mark call,
              const char *request, struct tally *tally) {
  struct dialog *dialog = &dialogs[call.number];
  tally->without_ack += dialog->state != ACKED || dialog->call != call.serial;
  check_request(request, contact, tally);
  set_state(dialog, IDLE);
  struct writer answer = {next_datagram(outbox)};
  put_bye_answer(&answer, request);
  finish(outbox, answer, source);
}

void note_bye_answer(struct mark call, const char *response, struct tally *tally) {
  struct dialog *dialog = &dialogs[call.number];
  if (dialog->state != ENDING || dialog->call != call.serial) {
    if (dialog->lost_call == call.serial) tally->late++;
    else tally->unexpected++;
    return;
  }
  tally->answered++;
  note_latency(tally, now_ns() - dialog->bye_sent_at);
  if (read_status(response) == 200) tally->calls++;
  else tally->refused++;
  set_state(dialog, IDLE);
}

void give_up_on_byes(struct tally *tally) {
  uint64_t limit = now_ns() - GIVE_UP_US * 1000ull;
  for (int number = 0; ending_count > 0 && number < dialog_count; number++) {
    if (dialogs[number].state != ENDING || dialogs[number].bye_sent_at > limit) continue;
    set_state(&dialogs[number], IDLE);
    dialogs[number].lost_call = dialogs[number].call;
    tally->lost++;
  }
}
