// The registrar behind the proxy under test.
#include "registrar.h"
#include "digest.h"
#include "message.h"
#include <stdio.h>
#include <stdlib.h>

static struct registration *registrations;

void open_registrar(int users) { registrations = calloc((size_t)users, sizeof *registrations); }

const struct registration *find_registration(int number) { return &registrations[number]; }

/** Contact and Path (RFC 3327 §5.3), for what Asterisk sends to the phone; no refresh changes them. */
static void remember(struct registration *own, const char *request, struct span uri) {
  if (own->uri_length > 0) return;
  struct route_set path = read_routes(request, "Path");
  char buffer[4096];
  struct writer out = {buffer};
  put_routes(&out, &path);
  size_t routes_length = (size_t)(out.at - buffer);
  if (uri.length > sizeof own->uri || routes_length > sizeof own->routes) {
    fprintf(stderr, "sip-load: Contact or Path too long:\n%s", request);
    exit(1);
  }
  if (!find_next_hop(&path, uri, &own->hop)) return;
  memcpy(own->uri, uri.at, uri.length);
  memcpy(own->routes, buffer, routes_length);
  own->uri_length = (uint16_t)uri.length;
  own->routes_length = (uint16_t)routes_length;
}

/** Repeats the Contact with the expiry that it was granted, which is what it asked for or 300 s. */
static void put_contact(struct writer *out, struct span line) {
  put_bytes(out, line.at, line.length - 2);
  if (!has_text(line, ";expires=")) put_text(out, ";expires=300");
  put_text(out, "\r\n");
}

void answer_register(struct writer *out, int number, const char *request, struct tally *tally) {
  static const struct span tag = {";tag=asterisk", 13};
  tally->at_asterisk++;
  if (find_header(request, "Authorization").length == 0) {
    put_response_start(out, "401 Unauthorized", request, tag);
    put_challenge(out);
  } else {
    struct span contact = find_header(request, "Contact");
    put_response_start(out, "200 OK", request, tag);
    if (contact.length > 0) put_contact(out, contact);
    struct span path = find_header(request, "Path");
    put_bytes(out, path.at, path.length);
    if (number >= 0) remember(&registrations[number], request, take_uri(contact));
  }
  put_text(out, "Server: Asterisk PBX 22\r\nContent-Length: 0\r\n\r\n");
}
