// sip-load: load for a SIP proxy on loopback: the phones in front of it and Asterisk behind it in one
// thread, so that one core outruns any proxy. Options: sip-load --help.
#include "sip-load/answered-calls.h"
#include "sip-load/asterisk-side.h"
#include "sip-load/calls.h"
#include "sip-load/clock.h"
#include "sip-load/options.h"
#include "sip-load/phone-side.h"
#include "sip-load/qualify.h"
#include "sip-load/registrations.h"
#include "sip-load/show.h"
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

enum { ASTERISK = PHONE_SOCKETS, COMMANDS, POLLED };

/** Between two looks for lost requests: every phone is visited, so not on every turn. */
static const uint64_t GIVE_UP_EVERY_NS = 250000000;

static struct pollfd polled[POLLED];
static struct tally tally;
static uint64_t gave_up_at;

/** Waits at most `timeout_ms` for datagrams, then serves Asterisk and the phones. */
static void serve_once(int timeout_ms, int polled_count) {
  poll(polled, (nfds_t)polled_count, timeout_ms);
  if (polled[ASTERISK].revents & POLLIN) serve_asterisk(&tally);
  for (int i = 0; i < PHONE_SOCKETS; i++) {
    if (polled[i].revents & POLLIN) serve_phones(i, &tally);
  }
  uint64_t now = now_ns();
  if (now - gave_up_at < GIVE_UP_EVERY_NS) return;
  give_up_on_phones(&tally);
  give_up_on_qualifies(&tally);
  give_up_on_byes(&tally);
  gave_up_at = now;
}

/** How many requests or calls are due: what the window has room for, or what the rate asks for. */
static int count_due(const struct options *options, uint64_t started) {
  if (options->rate == 0)
    return options->window - count_waiting_phones() - count_waiting_qualifies();
  double elapsed = (double)(now_ns() - started) / 1e9;
  int transactions = options->work == CALL ? TRANSACTIONS_PER_CALL : 1;
  double due = elapsed * options->rate / transactions - (double)tally.begun;
  return due > BATCH_SIZE ? BATCH_SIZE : (int)due;
}

/** For two REGISTERs, which are one refresh, Asterisk sends one OPTIONS. */
static void begin_mixed(int due) {
  int qualifies = (int)(tally.begun / 3 - tally.qualifies);
  if (qualifies > due) qualifies = due;
  if (qualifies > 0) send_qualifies(asterisk_outbox(), qualifies, &tally);
  if (due > qualifies) send_registers(due - qualifies, true, &tally);
}

static void begin(enum work work, int due) {
  if (work == CALL) begin_calls(due, &tally);
  else if (work == BINDINGS) begin_mixed(due);
  else send_registers(due, true, &tally);
}

/** Sends and serves for `seconds`, or until everyone is registered; returns the seconds it took. */
static double run_load(const struct options *given, double seconds, bool until_registered) {
  struct options options = *given;
  if (until_registered) options.rate = 0;  // as fast as the proxy can, not faster
  memset(&tally, 0, sizeof tally);
  forget_challenges();
  uint64_t started = now_ns();
  uint64_t end = started + (uint64_t)(seconds * 1e9);
  int timeout_ms = options.rate > 0 ? 0 : 1;
  while (now_ns() < end && !(until_registered && is_everyone_registered())) {
    int due = count_due(&options, started);
    if (due > 0 && until_registered) send_registers(due, false, &tally);
    else if (due > 0) begin(options.work, due);
    serve_once(timeout_ms, COMMANDS);
  }
  return (double)(now_ns() - started) / 1e9;
}

static void obey(const char *line, const struct options *options) {
  char command[16];
  double seconds;
  bool understood = sscanf(line, "%15s %lf", command, &seconds) == 2 && seconds > 0 &&
                    (strcmp(command, "register") == 0 || strcmp(command, "run") == 0);
  if (!understood) {
    fprintf(stderr, "sip-load: not a command: %s", line);
    exit(2);
  }
  bool until_registered = strcmp(command, "register") == 0;
  double took = run_load(options, seconds, until_registered);
  if (until_registered) tally.kept_bytes = count_kept_bytes();
  print_tally(&tally, command, took, is_everyone_registered());
}

int main(int count, char **words) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct options options = parse_options(count, words);
  int sockets[PHONE_SOCKETS];
  open_phones(options.users, options.phone_port, options.proxy_port, sockets);
  open_registrations();
  for (int i = 0; i < PHONE_SOCKETS; i++) polled[i] = (struct pollfd){sockets[i], POLLIN, 0};
  int asterisk = open_asterisk(options.users, options.asterisk_port, options.phone_port);
  polled[ASTERISK] = (struct pollfd){asterisk, POLLIN, 0};
  polled[COMMANDS] = (struct pollfd){fileno(stdin), POLLIN, 0};
  if (options.show) begin_to_show();
  setvbuf(stdin, NULL, _IONBF, 0);  // poll() must see what is not yet read

  char line[80];
  while (true) {
    // Between commands both sides answer on: a proxy may ask whether they are alive.
    serve_once(1000, POLLED);
    if (!(polled[COMMANDS].revents & (POLLIN | POLLHUP))) continue;
    if (fgets(line, sizeof line, stdin) == NULL) return 0;
    obey(line, &options);
  }
}
