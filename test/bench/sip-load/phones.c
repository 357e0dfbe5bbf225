// The phones: what each of them waits for, and the sockets that they share.
#include "phones.h"
#include "clock.h"
#include <stdlib.h>

struct phone *phones;
int user_count;

static struct batch outboxes[PHONE_SOCKETS];
static int next_phone[PHONE_SOCKETS];
static struct sockaddr_in proxy;
static int waiting_count;

void open_phones(int users, int first_port, int proxy_port, int sockets[PHONE_SOCKETS]) {
  user_count = users;
  phones = calloc((size_t)users, sizeof *phones);
  proxy = loopback_address(proxy_port);
  for (int group = 0; group < PHONE_SOCKETS; group++) {
    sockets[group] = open_udp_everywhere(first_port + group);
    outboxes[group].socket = sockets[group];
    next_phone[group] = group;
  }
}

int choose_group(void) {
  static unsigned turn;
  return (int)(turn++ % PHONE_SOCKETS);
}

int choose_idle_phone(int group, bool may_be_registered) {
  for (int tried = group; tried < user_count; tried += PHONE_SOCKETS) {
    int number = next_phone[group];
    next_phone[group] = number + PHONE_SOCKETS < user_count ? number + PHONE_SOCKETS : group;
    struct phone *phone = &phones[number];
    bool is_idle = phone->waiting == FOR_NOTHING && phone->nonce_length == 0;
    if (is_idle && (may_be_registered || !phone->registered)) return number;
  }
  return -1;
}

struct batch *phone_outbox(int group) { return &outboxes[group]; }

void finish_for_proxy(struct batch *outbox, int number, struct writer out) {
  size_t length = (size_t)(out.at - outbox->bytes[outbox->count]);
  finish_datagram(outbox, length, proxy, phone_address(number));
}

bool note_nonce(struct phone *phone, const char *response) {
  struct span nonce = find_nonce(response);
  memcpy(phone->nonce, nonce.at, nonce.length);
  phone->nonce_length = (uint8_t)nonce.length;
  return nonce.length > 0;
}

void set_waiting(struct phone *phone, enum waiting waiting) {
  waiting_count += (waiting != FOR_NOTHING) - (phone->waiting != FOR_NOTHING);
  phone->waiting = waiting;
  if (waiting != FOR_NOTHING) phone->sent_at = now_ns();
}

int count_waiting_phones(void) { return waiting_count; }

void give_up_on_phones(struct tally *tally) {
  uint64_t limit = now_ns() - GIVE_UP_US * 1000ull;
  for (int number = 0; number < user_count; number++) {
    if (phones[number].waiting == FOR_NOTHING || phones[number].sent_at > limit) continue;
    phones[number].lost_c_seq = phones[number].c_seq;
    phones[number].lost_call = phones[number].call;
    set_waiting(&phones[number], FOR_NOTHING);
    tally->lost++;
  }
}
