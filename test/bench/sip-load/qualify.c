// OPTIONS from Asterisk to registered phones: along the Path, else to the Contact.
#include "qualify.h"
#include "clock.h"
#include "message.h"
#include "registrar.h"
#include <stdlib.h>

struct question {
  uint64_t sent_at;  // ns; 0: nothing is asked
  uint32_t serial;
  uint32_t lost_serial;  // of the last that was given up
};

static struct question *questions;
static int user_count;
static int own_port;
static int waiting_count;

void open_qualify(int users, int port) {
  questions = calloc((size_t)users, sizeof *questions);
  user_count = users;
  own_port = port;
}

int count_waiting_qualifies(void) { return waiting_count; }

static void write_options(struct writer *out, int number, const struct registration *phone) {
  struct question *question = &questions[number];
  put_text(out, "OPTIONS ");
  put_bytes(out, phone->uri, phone->uri_length);
  put_text(out, " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:");
  put_decimal(out, (uint64_t)own_port, 0);
  put_text(out, ";rport;branch=" ASTERISK_BRANCH);
  put_mark(out, number, question->serial);
  put_text(out, "\r\nFrom: <sip:asterisk@127.0.0.1>;tag=");
  put_hex(out, scramble(question->serial), 16);
  put_text(out, "\r\nTo: <");
  put_bytes(out, phone->uri, phone->uri_length);
  put_text(out, ">\r\nContact: <sip:asterisk@127.0.0.1:");
  put_decimal(out, (uint64_t)own_port, 0);
  put_text(out, ">\r\nCall-ID: ");
  put_hex(out, scramble(get_run_identity() + ((uint64_t)question->serial << 32 | (uint32_t)number)), 16);
  put_text(out, "\r\nCSeq: 8912 OPTIONS\r\n");
  put_bytes(out, phone->routes, phone->routes_length);
  put_text(out, "Max-Forwards: 70\r\nUser-Agent: Asterisk PBX 22\r\nContent-Length: 0\r\n\r\n");
}

/** A registered phone that is not being asked; -1 when chance does not find one. */
static int choose_phone(void) {
  static uint64_t draws;
  for (int tries = 0; tries < 8; tries++) {
    int number = (int)(scramble(++draws) % (uint64_t)user_count);
    if (find_registration(number)->uri_length > 0 && questions[number].sent_at == 0) return number;
  }
  return -1;
}

void send_qualifies(struct batch *outbox, int limit, struct tally *tally) {
  for (int sent = 0; sent < limit && sent < BATCH_SIZE; sent++) {
    int number = choose_phone();
    if (number < 0) break;
    const struct registration *phone = find_registration(number);
    char *start = next_datagram(outbox);
    struct writer out = {start};
    questions[number].serial++;
    questions[number].sent_at = now_ns();
    write_options(&out, number, phone);
    finish_datagram(outbox, (size_t)(out.at - start), phone->hop, 0);
    waiting_count++;
    tally->begun++;
    tally->qualifies++;
    tally->sent++;
  }
  send_batch(outbox);
}

void note_qualify_answer(struct mark branch, const char *response, struct tally *tally) {
  struct question *question = &questions[branch.number];
  if (question->sent_at == 0 || question->serial != branch.serial) {
    if (question->lost_serial == branch.serial) tally->late++;
    else tally->unexpected++;
    return;
  }
  note_latency(tally, now_ns() - question->sent_at);
  tally->answered++;
  if (read_status(response) == 200) tally->qualified++;
  else tally->refused++;
  question->sent_at = 0;
  waiting_count--;
}

void give_up_on_qualifies(struct tally *tally) {
  uint64_t limit = now_ns() - GIVE_UP_US * 1000ull;
  for (int number = 0; number < user_count; number++) {
    if (questions[number].sent_at == 0 || questions[number].sent_at > limit) continue;
    questions[number].sent_at = 0;
    questions[number].lost_serial = questions[number].serial;
    waiting_count--;
    tally->lost++;
  }
}
