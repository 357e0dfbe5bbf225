// The command line of the load.
#pragma once
#include <stdbool.h>

struct options {
  int proxy_port;
  int registrar_port;
  int phone_port;
  int users;
  int window;
  int rate;  // requests a second; 0: closed loop
  bool show;
};

/** Defaults, then what the command line says; ends the process with usage on anything else. */
struct options parse_options(int count, char **words);
