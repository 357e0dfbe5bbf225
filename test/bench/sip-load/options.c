// The command line of the load.
#define _GNU_SOURCE
#include "options.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: sip-load [options]\n"
    "REGISTER load through a proxy on 127.0.0.1, with the registrar behind it, in one thread.\n"
    "  --proxy-port N      where the phones send (5060)\n"
    "  --registrar-port N  where the proxy relays to (5080)\n"
    "  --phone-port N      first of 16 ports of the phones on 127.0.0.2 (20000)\n"
    "  --users N           phones, 1 to 99999 (10000)\n"
    "  --window N          closed loop: requests in flight (64)\n"
    "  --rate N            open loop: requests a second instead of a window\n"
    "  --show              print one message as each side sees it\n"
    "Commands on stdin, each answered by one line of JSON on stdout, until end of file:\n"
    "  register SECONDS    until every phone is registered, at most so long\n"
    "  run SECONDS         load for so long\n";

enum choice { PROXY_PORT = 1, REGISTRAR_PORT, PHONE_PORT, USERS, WINDOW, RATE, SHOW, HELP };

static const struct option choices[] = {
    {"proxy-port", required_argument, NULL, PROXY_PORT},
    {"registrar-port", required_argument, NULL, REGISTRAR_PORT},
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

struct options parse_options(int count, char **words) {
  struct options options = {
      .proxy_port = 5060,
      .registrar_port = 5080,
      .phone_port = 20000,
      .users = 10000,
      .window = 64,
  };
  int choice;
  while ((choice = getopt_long(count, words, "", choices, NULL)) != -1) {
    switch (choice) {
      case PROXY_PORT: options.proxy_port = parse_number(optarg, 65535); break;
      case REGISTRAR_PORT: options.registrar_port = parse_number(optarg, 65535); break;
      case PHONE_PORT: options.phone_port = parse_number(optarg, 65500); break;
      case USERS: options.users = parse_number(optarg, 99999); break;
      case WINDOW: options.window = parse_number(optarg, 65536); break;
      case RATE: options.rate = parse_number(optarg, 10000000); break;
      case SHOW: options.show = true; break;
      case HELP: fputs(usage, stdout); exit(0);
      default: fputs(usage, stderr); exit(2);
    }
  }
  return options;
}
