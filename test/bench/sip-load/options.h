// The command line of the load.
#pragma once
#include <stdbool.h>

enum work { REGISTER, BINDINGS, CALL };

struct options {
  enum work work;
  int proxy_port;
  int asterisk_port;
  int phone_port;
  int users;
  int window;
  int rate;  // requests a second; 0: closed loop
  bool show;
};

/** Defaults, then what the command line says; ends the process with usage on anything else. */
struct options parse_options(int count, char **words);
