// The phones' registrations. A challenged phone goes before the others of its socket, in the order of
// the challenges: so the window bounds its second request too.
#include "registrations.h"
#include "clock.h"
#include "message.h"
#include <arpa/inet.h>
#include <stdlib.h>

#define REQUEST_URI "sip:pbx.example.com"
#define USER_AGENT "Yealink SIP-T46S 66.85.0.5"

/** The phones of one socket that have a challenge to answer. */
struct ring {
  int *numbers;
  int first;
  int count;
};

static struct ring challenged[PHONE_SOCKETS];
static int registered_count;

bool is_everyone_registered(void) { return registered_count == user_count; }

static int ring_size(void) { return user_count / PHONE_SOCKETS + 1; }

void open_registrations(void) {
  for (int group = 0; group < PHONE_SOCKETS; group++)
    challenged[group].numbers = calloc((size_t)ring_size(), sizeof(int));
}

void forget_challenges(void) {
  for (int group = 0; group < PHONE_SOCKETS; group++) challenged[group].count = 0;
  for (int number = 0; number < user_count; number++) phones[number].nonce_length = 0;
}

static int choose_phone(int group, bool as_refresh) {
  struct ring *own = &challenged[group];
  if (own->count == 0) return choose_idle_phone(group, as_refresh);
  int number = own->numbers[own->first];
  own->first = (own->first + 1) % ring_size();
  own->count--;
  return number;
}

/** Private Via and Contact, no rport. */
static void write_register(struct writer *out, int number, struct phone *phone) {
  put_text(out, "REGISTER " REQUEST_URI " SIP/2.0\r\nVia: SIP/2.0/UDP ");
  put_private_address(out, number);
  put_text(out, ":5060;branch=" PHONE_BRANCH);
  put_mark(out, number, phone->c_seq);
  put_text(out, "\r\nFrom: <sip:");
  put_user(out, number);
  put_text(out, "@pbx.example.com>;" PHONE_TAG);
  put_mark(out, number, 0);
  put_text(out, "\r\nTo: <sip:");
  put_user(out, number);
  put_text(out, "@pbx.example.com>\r\nCall-ID: ");
  put_call_id(out, number, 0);
  put_text(out, "\r\nCSeq: ");
  put_decimal(out, phone->c_seq, 0);
  put_text(out, " REGISTER\r\nContact: <");
  put_contact_uri(out, number);
  put_text(out, ">;expires=300\r\nMax-Forwards: 70\r\nUser-Agent: " USER_AGENT "\r\n"
                "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, "
                "PUBLISH\r\n");
  if (phone->nonce_length > 0)
    put_credentials(out, number, (struct span){phone->nonce, phone->nonce_length}, REQUEST_URI);
  put_text(out, "Content-Length: 0\r\n\r\n");
}

void send_registers(int limit, bool as_refresh, struct tally *tally) {
  int group = choose_group();
  struct batch *outbox = phone_outbox(group);
  for (int sent = 0; sent < limit && sent < BATCH_SIZE; sent++) {
    int number = choose_phone(group, as_refresh);
    if (number < 0) break;
    struct phone *phone = &phones[number];
    phone->c_seq++;
    struct writer out = {next_datagram(outbox)};
    write_register(&out, number, phone);
    finish_for_proxy(outbox, number, out);
    phone->with_credentials = phone->nonce_length > 0;
    phone->nonce_length = 0;
    set_waiting(phone, FOR_REGISTER_ANSWER);
    tally->begun++;
    tally->sent++;
  }
  send_batch(outbox);
}

/** True when the response names the phone's own Contact, byte for byte. */
static bool has_own_contact(int number, const char *response) {
  char expected[64];
  struct writer out = {expected};
  put_contact_uri(&out, number);
  struct span uri = take_uri(find_header(response, "Contact"));
  return uri.length == (size_t)(out.at - expected) && memcmp(uri.at, expected, uri.length) == 0;
}

static void note_challenge(int number, const char *response) {
  if (!note_nonce(&phones[number], response)) return;
  struct ring *own = &challenged[number % PHONE_SOCKETS];
  own->numbers[(own->first + own->count++) % ring_size()] = number;
}

void note_register_response(int number, const char *response, struct tally *tally) {
  struct phone *phone = &phones[number];
  int status = read_status(response);
  if (status < 200) return;
  tally->answered++;
  note_latency(tally, now_ns() - phone->sent_at);
  set_waiting(phone, FOR_NOTHING);
  if (status == 200) {
    tally->accepted++;
    tally->contact_wrong += !has_own_contact(number, response);
    registered_count += !phone->registered;
    phone->registered = true;
  } else if (status == 401) {
    if (phone->with_credentials) tally->stripped++;
    else tally->challenged++;
    note_challenge(number, response);
  } else {
    tally->refused++;
  }
}

uint64_t count_kept_bytes(void) {
  uint64_t bytes = 0;
  for (int number = 0; number < user_count; number++) {
    char text[256];
    struct writer out = {text};
    put_user(&out, number);
    put_text(&out, "@pbx.example.com");
    put_contact_uri(&out, number);
    put_call_id(&out, number, 0);
    put_text(&out, USER_AGENT "127.0.0.1:5060");
    bytes += (uint64_t)(out.at - text) + strlen(inet_ntoa((struct in_addr){phone_address(number)}));
  }
  return bytes;
}
