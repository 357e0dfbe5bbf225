// A route set. All routes are taken for loose ones (`lr`).
#include "route-set.h"
#include "message.h"
#include <arpa/inet.h>
#include <stdlib.h>

/** Appends the values of one header line: each is an angle-bracketed URI with parameters behind. */
static void take_values(struct route_set *routes, struct span line) {
  const char *end = line.at + line.length;
  const char *cursor = line.at;
  while (routes->count < MAX_ROUTES) {
    const char *start = memchr(cursor, '<', (size_t)(end - cursor));
    const char *close = start == NULL ? NULL : memchr(start, '>', (size_t)(end - start));
    if (close == NULL) return;
    routes->values[routes->count++] = (struct span){start, (size_t)(close + 1 - start)};
    cursor = close;
  }
}

struct route_set read_routes(const char *message, const char *name) {
  struct route_set routes = {0};
  size_t name_length = strlen(name);
  const char *cursor = message;
  take_line(&cursor);
  for (struct span line = take_line(&cursor); line.length > 0; line = take_line(&cursor)) {
    if (is_header(line, name, name_length)) take_values(&routes, line);
  }
  return routes;
}

void reverse_routes(struct route_set *routes) {
  for (int low = 0, high = routes->count - 1; low < high; low++, high--) {
    struct span value = routes->values[low];
    routes->values[low] = routes->values[high];
    routes->values[high] = value;
  }
}

void put_routes(struct writer *out, const struct route_set *routes) {
  for (int i = 0; i < routes->count; i++) {
    put_text(out, "Route: ");
    put_bytes(out, routes->values[i].at, routes->values[i].length);
    put_text(out, "\r\n");
  }
}

/** Host and port of a SIP URI with an IPv4 address; port 5060 where it names none. */
static bool read_address(struct span uri, struct sockaddr_in *address) {
  char host[INET_ADDRSTRLEN] = "";
  const char *user = memrchr(uri.at, '@', uri.length);
  const char *start = user != NULL ? user + 1 : memchr(uri.at, ':', uri.length) + 1;
  size_t length = strcspn(start, ":;>");
  if (length >= sizeof host) return false;
  memcpy(host, start, length);
  int port = start[length] == ':' ? atoi(start + length + 1) : 5060;
  address->sin_family = AF_INET;
  address->sin_port = htons((uint16_t)port);
  return inet_pton(AF_INET, host, &address->sin_addr) == 1;
}

bool find_next_hop(const struct route_set *routes, struct span target, struct sockaddr_in *hop) {
  struct span uri = routes->count > 0 ? take_uri(routes->values[0]) : target;
  if (uri.length < 5 || strncasecmp(uri.at, "sip:", 4) != 0 || !read_address(uri, hop)) return false;
  return ntohl(hop->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}
