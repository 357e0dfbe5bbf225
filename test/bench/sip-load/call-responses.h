// Asterisk's responses in a call, and its BYE.
#pragma once
#include "identity.h"

/** 401 with a challenge. */
void put_refusal(struct writer *out, struct mark call, const char *invite);

/** 100: without a To tag. */
void put_trying(struct writer *out, const char *invite);

/** 180, and 200 with SDP; `contact` is Asterisk's own URI. */
void put_ringing(struct writer *out, struct mark call, const char *invite, struct span contact);
void put_answer(struct writer *out, struct mark call, const char *invite, struct span contact);

/** 200 to the phone's BYE. */
void put_bye_answer(struct writer *out, const char *bye);

/** What Asterisk's BYE needs of the INVITE (RFC 3261 §12.1.1). */
struct remote_party {
  struct span target;
  struct span routes;  // whole Route headers
};

void put_bye(struct writer *out, struct mark call, const struct remote_party *phone, int own_port);
