// The REGISTER of a phone that does not know of its NAT: private Via and Contact, no rport.
#pragma once
#include "text.h"
#include <stdbool.h>

/** Followed by the phone's number and CSeq in hex, joined by a dash: a response finds its phone. */
#define BRANCH_PREFIX "z9hG4bK-load-"
enum { NONCE_SIZE = 80 };

struct phone {
  uint64_t sent_at;  // ns
  uint32_t c_seq;    // of the last request
  bool waiting;
  bool with_credentials;  // the request that it waits for
  bool registered;
  uint8_t nonce_length;  // 0: no challenge to answer
  char nonce[NONCE_SIZE];
};

/** Writes the phone's next request, with credentials when it has a challenge; returns the length. */
size_t write_request(char *buffer, int number, const struct phone *phone);

/** The URI in the phone's Contact, without brackets. */
void put_contact_uri(struct writer *out, int number);
