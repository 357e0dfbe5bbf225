// The command line of the load.
#include "options.h"
#include "identity.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: sip-load [options]\n"
    "SIP load through a proxy on 127.0.0.1: phones in front, Asterisk behind, in one thread.\n"
    "  --work register     REGISTERs, half of them challenged (the default)\n"
    "  --work bindings     the same, and for two of them an OPTIONS from Asterisk to a phone\n"
    "  --work call         calls from INVITE to BYE\n"
    "  --proxy-port N      where the phones send (5060)\n"
    "  --asterisk-port N   where the proxy relays to (5080)\n"
    "  --phone-port N      first of 16 ports of the phones in 127.0.0.0/8 (20000)\n"
    "  --users N           phones, 1 to 1000000 (10000)\n"
    "  --window N          closed loop: requests or calls in flight (64)\n"
    "  --rate N            open loop: requests a second instead of a window\n"
    "  --show              print one message as each side sees it\n"
    "Commands on stdin, each answered by one line of JSON on stdout, until end of file:\n"
    "  register SECONDS    until every phone is registered, at most so long\n"
    "  run SECONDS         load for so long\n";

enum choice { WORK = 1, PROXY_PORT, ASTERISK_PORT, PHONE_PORT, USERS, WINDOW, RATE, SHOW, HELP };

static const struct option choices[] = {
    {"work", required_argument, NULL, WORK},
    {"proxy-port", required_argument, NULL, PROXY_PORT},
    {"asterisk-port", required_argument, NULL, ASTERISK_PORT},
    {"phone-port", required_argument, NULL, PHONE_PORT},
    {"users", required_argument, NULL, USERS},
    {"window", required_argument, NULL, WINDOW},
    {"rate", required_argument, NULL, RATE},
    {"show", no_argument, NULL, SHOW},
    {"help", no_argument, NULL, HELP},
    {0},
};

static int parse_number(const char *text, int highest) {
  char *end;
  long value = strtol(text, &end, 10);
  if (*text != '\0' && *end == '\0' && value >= 1 && value <= highest) return (int)value;
  fprintf(stderr, "sip-load: '%s' is not a whole number from 1 to %d\n", text, highest);
  exit(2);
}

static enum work parse_work(const char *text) {
  if (strcmp(text, "register") == 0) return REGISTER;
  if (strcmp(text, "bindings") == 0) return BINDINGS;
  if (strcmp(text, "call") == 0) return CALL;
  fprintf(stderr, "sip-load: '%s' is none of register, bindings, call\n", text);
  exit(2);
}

struct options parse_options(int count, char **words) {
  struct options options = {
      .proxy_port = 5060,
      .asterisk_port = 5080,
      .phone_port = 20000,
      .users = 10000,
      .window = 64,
  };
  int choice;
  while ((choice = getopt_long(count, words, "", choices, NULL)) != -1) {
    switch (choice) {
      case WORK: options.work = parse_work(optarg); break;
      case PROXY_PORT: options.proxy_port = parse_number(optarg, 65535); break;
      case ASTERISK_PORT: options.asterisk_port = parse_number(optarg, 65535); break;
      case PHONE_PORT: options.phone_port = parse_number(optarg, 65500); break;
      case USERS: options.users = parse_number(optarg, MAX_USERS); break;
      case WINDOW: options.window = parse_number(optarg, 65536); break;
      case RATE: options.rate = parse_number(optarg, 10000000); break;
      case SHOW: options.show = true; break;
      case HELP: fputs(usage, stdout); exit(0);
      default: fputs(usage, stderr); exit(2);
    }
  }
  return options;
}
