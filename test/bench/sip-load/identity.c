// Who phone number N is, by arithmetic: nothing is stored.
#include "identity.h"
#include "clock.h"
#include <stdlib.h>
#include <time.h>

void put_mark(struct writer *out, int number, uint32_t serial) {
  put_hex(out, (uint64_t)number, 0);
  put_text(out, "-");
  put_hex(out, serial, 0);
}

bool read_mark(const char *message, const char *prefix, int users, struct mark *mark) {
  const char *found = strstr(message, prefix);
  if (found == NULL) return false;
  char *end;
  unsigned long number = strtoul(found + strlen(prefix), &end, 16);
  if (*end != '-' || number >= (unsigned long)users) return false;
  *mark = (struct mark){(int)number, (uint32_t)strtoul(end + 1, NULL, 16)};
  return true;
}

uint64_t get_run_identity(void) {
  static uint64_t identity;
  if (identity == 0) identity = scramble((uint64_t)time(NULL) << 20 ^ now_ns());
  return identity;
}

void put_user(struct writer *out, int number) {
  put_text(out, "4");
  put_decimal(out, (uint64_t)number, 6);
}

void put_private_address(struct writer *out, int number) {
  put_text(out, "192.168.");
  put_decimal(out, (uint64_t)(number / 250 % 250 + 1), 0);
  put_text(out, ".");
  put_decimal(out, (uint64_t)(number % 250 + 2), 0);
}

void put_contact_uri(struct writer *out, int number) {
  put_text(out, "sip:");
  put_user(out, number);
  put_text(out, "@");
  put_private_address(out, number);
  put_text(out, ":5060");
}

void put_call_id(struct writer *out, int number, uint32_t serial) {
  put_hex(out, scramble(get_run_identity() ^ ((uint64_t)serial << 32 | (uint32_t)number)), 16);
  put_text(out, "@");
  put_private_address(out, number);
}

in_addr_t phone_address(int number) {
  uint32_t third = (uint32_t)(number / 250);
  return htonl(127u << 24 | (1 + third / 250) << 16 | third % 250 << 8 | (uint32_t)(number % 250 + 1));
}
