// Challenges and credentials of the right shape. Nothing is computed: the proxy under test has no
// password, so it cannot tell.
#pragma once
#include "text.h"

enum { NONCE_SIZE = 80 };

/** A WWW-Authenticate header with a nonce of the shape of chan_pjsip's, never the same twice. */
void put_challenge(struct writer *out);

/** The nonce in a response; empty when there is none that fits into NONCE_SIZE. */
struct span find_nonce(const char *response);

/** An Authorization header whose `response` is 32 hex digits that never come twice, as a real MD5. */
void put_credentials(struct writer *out, int number, struct span nonce, const char *uri);
