// The registrar behind the proxy under test: it challenges a REGISTER without credentials and accepts
// one with (any), as chan_pjsip with its usual settings.
#pragma once
#include "route-set.h"
#include "tally.h"
#include "udp-batch.h"

enum { MAX_CONTACT = 256, MAX_PATH_ROUTES = 256 };

/** How a registered phone is reached, as the proxy told it. */
struct registration {
  struct sockaddr_in hop;
  uint16_t uri_length;  // 0: not registered
  uint16_t routes_length;
  char uri[MAX_CONTACT];
  char routes[MAX_PATH_ROUTES];  // whole Route headers
};

void open_registrar(int users);
const struct registration *find_registration(int number);

/** Writes the answer to a REGISTER of phone `number` (-1: no phone of ours). */
void answer_register(struct writer *out, int number, const char *request, struct tally *tally);

