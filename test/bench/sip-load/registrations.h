// The phones' registrations: a REGISTER without credentials, and another that answers the challenge.
#pragma once
#include "phones.h"

void open_registrations(void);

/** No phone answers a challenge of a round that is long over: its nonce would be too old. */
void forget_challenges(void);

/**
 * Sends up to `limit` REGISTERs (at most 64) from the next socket's phones that wait for nothing: from
 * each in turn, or only from those that are not registered yet.
 */
void send_registers(int limit, bool as_refresh, struct tally *tally);

/** A response to what the phone sent last, at the phone. */
void note_register_response(int number, const char *response, struct tally *tally);

bool is_everyone_registered(void);

/** The phones' own strings that no proxy can do without: AOR, Contact URI, Call-ID, User-Agent, flow. */
uint64_t count_kept_bytes(void);
