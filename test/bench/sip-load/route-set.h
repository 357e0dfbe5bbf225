// A route set (RFC 3261 §12.1, RFC 3327 §5.3): the Record-Routes or Paths of a message, and where its
// first hop is.
#pragma once
#include "text.h"
#include <netinet/in.h>

enum { MAX_ROUTES = 8 };

/** Spans of the message that it was read from. */
struct route_set {
  int count;
  struct span values[MAX_ROUTES];
};

/** The values of the headers of that name, from top to bottom, however they are spread over lines. */
struct route_set read_routes(const char *message, const char *name);

/** Turns the order around: the caller's route set is that of the response, from bottom to top. */
void reverse_routes(struct route_set *routes);

/** One Route header for each. */
void put_routes(struct writer *out, const struct route_set *routes);

/**
 * Where a request of the dialog goes: the first route, else the remote target. False when that is no
 * IPv4 address of loopback: then nothing may be sent.
 */
bool find_next_hop(const struct route_set *routes, struct span target, struct sockaddr_in *hop);
