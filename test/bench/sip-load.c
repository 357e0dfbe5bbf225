// sip-load: REGISTER load for a SIP proxy on loopback: the phones in front of it and the registrar
// behind it in one thread, so that one core outruns any proxy. Options: sip-load --help.
#define _GNU_SOURCE
#include "sip-load/clock.h"
#include "sip-load/options.h"
#include "sip-load/phones.h"
#include "sip-load/registrar.h"
#include "sip-load/udp-batch.h"
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

enum { REGISTRAR = PHONE_SOCKETS, COMMANDS, POLLED };

/** Between two looks for lost requests: every phone is visited, so not on every turn. */
static const uint64_t GIVE_UP_EVERY_NS = 50000000;

static struct pollfd polled[POLLED];
static struct tally tally;
static uint64_t gave_up_at;

/** Waits at most `timeout_ms` for datagrams, then serves the registrar and the phones. */
static void serve_once(int timeout_ms, int polled_count) {
  poll(polled, (nfds_t)polled_count, timeout_ms);
  serve_registrar(polled[REGISTRAR].fd, &tally);
  for (int i = 0; i < PHONE_SOCKETS; i++) {
    if (polled[i].revents & POLLIN) receive_responses(i, &tally);
  }
  uint64_t now = now_ns();
  if (now - gave_up_at < GIVE_UP_EVERY_NS) return;
  give_up_on_lost(&tally);
  gave_up_at = now;
}

/** How many requests are due now: what the window has room for, or what the rate asks for. */
static int count_due(const struct options *options, uint64_t started) {
  if (options->rate == 0) return options->window - count_waiting();
  double elapsed = (double)(now_ns() - started) / 1e9;
  double due = elapsed * options->rate - (double)tally.sent;
  return due > BATCH_SIZE ? BATCH_SIZE : (int)due;
}

/** Sends and serves for `seconds`, or until everyone is registered; returns the seconds it took. */
static double run_load(const struct options *given, double seconds, bool until_registered) {
  struct options options = *given;
  if (until_registered) options.rate = 0;  // as fast as the proxy can, not faster
  memset(&tally, 0, sizeof tally);
  uint64_t started = now_ns();
  uint64_t end = started + (uint64_t)(seconds * 1e9);
  int timeout_ms = options.rate > 0 ? 0 : 1;
  while (now_ns() < end && !(until_registered && is_everyone_registered())) {
    int due = count_due(&options, started);
    if (due > 0) send_requests(due, &tally);
    serve_once(timeout_ms, COMMANDS);
  }
  return (double)(now_ns() - started) / 1e9;
}

static void print_count(const char *name, uint64_t value) {
  printf(",\"%s\":%llu", name, (unsigned long long)value);
}

static void print_result(const char *command, double seconds) {
  printf("{\"command\":\"%s\",\"seconds\":%.4f,\"perSecond\":%.1f", command, seconds,
         (double)tally.answered / seconds);
  print_count("sent", tally.sent);
  print_count("answered", tally.answered);
  print_count("challenged", tally.challenged);
  print_count("accepted", tally.accepted);
  print_count("stripped", tally.stripped);
  print_count("refused", tally.refused);
  print_count("lost", tally.lost);
  print_count("unexpected", tally.unexpected);
  print_count("contactWrong", tally.contact_wrong);
  print_count("atRegistrar", tally.at_registrar);
  print_count("withoutRport", tally.without_rport);
  print_count("withoutReceived", tally.without_received);
  print_count("p50Us", latency_percentile(&tally, 0.5));
  print_count("p99Us", latency_percentile(&tally, 0.99));
  print_count("p999Us", latency_percentile(&tally, 0.999));
  printf(",\"everyoneRegistered\":%s}\n", is_everyone_registered() ? "true" : "false");
  fflush(stdout);
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
  print_result(command, took);
}

int main(int count, char **words) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct options options = parse_options(count, words);
  int sockets[PHONE_SOCKETS];
  open_phones(options.users, options.phone_port, options.proxy_port, sockets);
  for (int i = 0; i < PHONE_SOCKETS; i++) polled[i] = (struct pollfd){sockets[i], POLLIN, 0};
  polled[REGISTRAR] = (struct pollfd){open_udp("127.0.0.1", options.registrar_port), POLLIN, 0};
  polled[COMMANDS] = (struct pollfd){fileno(stdin), POLLIN, 0};
  if (options.show) show_registrar_example();
  if (options.show) show_phone_examples();
  setvbuf(stdin, NULL, _IONBF, 0);  // poll() must see what is not yet read

  char line[80];
  while (true) {
    // Between commands the registrar answers on: a proxy may ask whether it is alive.
    serve_once(1000, POLLED);
    if (!(polled[COMMANDS].revents & (POLLIN | POLLHUP))) continue;
    if (fgets(line, sizeof line, stdin) == NULL) return 0;
    obey(line, &options);
  }
}
