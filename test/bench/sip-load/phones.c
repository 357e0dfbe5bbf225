// The phones: each has one socket for life, a private Via and Contact that are only named, no rport,
// one Call-ID, rising CSeqs, and answers the challenge that it got itself.
#define _GNU_SOURCE
#include "phones.h"
#include "clock.h"
#include "register-request.h"
#include "text.h"
#include "udp-batch.h"
#include <stdio.h>
#include <stdlib.h>

/** The phones of one socket: those with a challenge to answer come first, then the others in turn. */
struct phone_group {
  int socket;
  int next_phone;
  int *challenged;  // ring of phone numbers
  int challenged_from;
  int challenged_count;
};

static struct phone *phones;
static struct phone_group groups[PHONE_SOCKETS];
static struct sockaddr_in proxy;
static struct batch requests;
static struct batch responses;
static int requested[BATCH_SIZE];  // phone number of each request in the batch
static int users;
static int waiting;
static int registered;
static unsigned turn;
static bool show_accepted;
static bool show_refused;

int count_waiting(void) { return waiting; }
bool is_everyone_registered(void) { return registered == users; }
void show_phone_examples(void) { show_accepted = show_refused = true; }

void open_phones(int user_count, int first_port, int proxy_port, int sockets[PHONE_SOCKETS]) {
  users = user_count;
  phones = calloc((size_t)users, sizeof *phones);
  proxy = loopback_address(proxy_port);
  for (int i = 0; i < PHONE_SOCKETS; i++) {
    sockets[i] = open_udp("127.0.0.2", first_port + i);
    groups[i] = (struct phone_group){.socket = sockets[i], .next_phone = i};
    groups[i].challenged = calloc((size_t)users / PHONE_SOCKETS + 1, sizeof *groups[i].challenged);
  }
}

static int group_size(int group) { return (users - group + PHONE_SOCKETS - 1) / PHONE_SOCKETS; }

/** The next phone of the group that may send; -1 when all of them wait. */
static int choose_phone(int group) {
  struct phone_group *own = &groups[group];
  int size = group_size(group);
  if (own->challenged_count > 0) {
    int number = own->challenged[own->challenged_from];
    own->challenged_from = (own->challenged_from + 1) % size;
    own->challenged_count--;
    return number;
  }
  for (int tried = 0; tried < size; tried++) {
    int number = own->next_phone;
    own->next_phone = number + PHONE_SOCKETS < users ? number + PHONE_SOCKETS : group;
    if (!phones[number].waiting && phones[number].nonce_length == 0) return number;
  }
  return -1;
}

/** The phone waits from now; a challenge is answered once. */
static void note_sent(struct phone *phone, uint64_t now) {
  phone->with_credentials = phone->nonce_length > 0;
  phone->nonce_length = 0;
  phone->sent_at = now;
}

/** Fills the batch from one group: those of its phones that may send, at most `limit`. */
static void write_requests(int group, int limit) {
  while (requests.count < limit) {
    int number = choose_phone(group);
    if (number < 0) return;
    size_t length = write_request(requests.bytes[requests.count], number, &phones[number]);
    address_datagram(&requests, requests.count, length, proxy);
    requested[requests.count++] = number;
    phones[number].waiting = true;
    phones[number].c_seq++;
  }
}

void send_requests(int limit, struct tally *tally) {
  int group = 0;
  if (limit > BATCH_SIZE) limit = BATCH_SIZE;
  requests.count = 0;
  for (int tried = 0; tried < PHONE_SOCKETS && requests.count == 0 && waiting < users; tried++) {
    group = turn++ % PHONE_SOCKETS;
    write_requests(group, limit);
  }
  uint64_t now = now_ns();
  // What the kernel does not take counts as sent and will be lost, as on a full interface.
  if (requests.count > 0) send_batch(groups[group].socket, &requests);
  for (int i = 0; i < requests.count; i++) note_sent(&phones[requested[i]], now);
  waiting += requests.count;
  tally->sent += (uint64_t)requests.count;
}

/** Remembers the challenge, so that the phone answers it when its socket's turn comes. */
static void note_challenge(int group, int number, const char *response) {
  const char *nonce = strstr(response, "nonce=\"");
  if (nonce == NULL) return;
  size_t length = strcspn(nonce + 7, "\"");
  if (length >= NONCE_SIZE) return;
  memcpy(phones[number].nonce, nonce + 7, length);
  phones[number].nonce_length = (uint8_t)length;
  struct phone_group *own = &groups[group];
  int end = (own->challenged_from + own->challenged_count++) % group_size(group);
  own->challenged[end] = number;
}

/** True when the response names the phone's own Contact, byte for byte. */
static bool has_own_contact(int number, const char *response) {
  char expected[64];
  struct writer out = {expected};
  put_text(&out, "<");
  put_contact_uri(&out, number);
  put_text(&out, ">");
  *out.at = '\0';
  const char *cursor = response;
  for (struct span line = take_line(&cursor); line.length > 0; line = take_line(&cursor)) {
    if (IS_HEADER(line, "Contact")) return has_text(line, expected);
  }
  return false;
}

static void show_example(bool *wanted, const char *title, const char *message) {
  if (!*wanted) return;
  fprintf(stderr, "---- %s\n%s", title, message);
  *wanted = false;
}

static void note_accepted(int number, const char *response, struct tally *tally) {
  tally->accepted++;
  tally->contact_wrong += !has_own_contact(number, response);
  registered += !phones[number].registered;
  phones[number].registered = true;
  show_example(&show_accepted, "at the phone", response);
}

static void note_final_response(int group, int number, const char *response, struct tally *tally) {
  struct phone *phone = &phones[number];
  phone->waiting = false;
  waiting--;
  tally->answered++;
  if (strncmp(response, "SIP/2.0 200", 11) == 0) {
    note_accepted(number, response, tally);
  } else if (strncmp(response, "SIP/2.0 401", 11) == 0) {
    if (phone->with_credentials) tally->stripped++;
    else tally->challenged++;
    note_challenge(group, number, response);
  } else {
    tally->refused++;
    show_example(&show_refused, "refused", response);
  }
}

/** The phone that this response is for, by its branch; -1 when it is nobody's on this socket. */
static int find_phone(int group, const char *response) {
  const char *branch = strstr(response, BRANCH_PREFIX);
  if (branch == NULL) return -1;
  char *end;
  unsigned long number = strtoul(branch + sizeof BRANCH_PREFIX - 1, &end, 16);
  if (number >= (unsigned long)users || number % PHONE_SOCKETS != (unsigned long)group) return -1;
  struct phone *phone = &phones[number];
  bool is_current = *end == '-' && strtoul(end + 1, NULL, 16) == phone->c_seq;
  return phone->waiting && is_current ? (int)number : -1;
}

void receive_responses(int group, struct tally *tally) {
  int received = receive_batch(groups[group].socket, &responses);
  uint64_t now = now_ns();
  for (int i = 0; i < received; i++) {
    int number = find_phone(group, responses.bytes[i]);
    if (number < 0) {
      tally->unexpected++;
      continue;
    }
    note_latency(tally, now - phones[number].sent_at);
    note_final_response(group, number, responses.bytes[i], tally);
  }
}

void give_up_on_lost(struct tally *tally) {
  uint64_t limit = now_ns() - GIVE_UP_US * 1000ull;
  for (int number = 0; number < users; number++) {
    if (!phones[number].waiting || phones[number].sent_at > limit) continue;
    phones[number].waiting = false;
    waiting--;
    tally->lost++;
  }
}
