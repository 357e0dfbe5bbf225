// Calls as the phones make them: INVITE, challenge, INVITE with credentials, 200, ACK; of two calls
// the phone ends one, Asterisk the other. A call is three transactions and two ACKs.
#pragma once
#include "phones.h"

enum { TRANSACTIONS_PER_CALL = 3 };

/** Who sends the BYE of a phone's call number `call`. */
static inline bool is_ended_by_phone(uint32_t call) { return call % 2 == 0; }

/** Begins up to `limit` calls (at most 64) from the next socket's phones that wait for nothing. */
void begin_calls(int limit, struct tally *tally);

/** A response to the INVITE or the BYE that the phone sent last, at the phone. */
void note_invite_response(int number, const char *response, struct tally *tally);
void note_bye_response(int number, const char *response, struct tally *tally);

/** Asterisk's BYE of call `call` has reached its phone. */
void note_bye(int number, uint32_t call, struct tally *tally);
