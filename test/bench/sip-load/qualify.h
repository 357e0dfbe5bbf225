// OPTIONS from Asterisk to registered phones, as its qualify sends them.
#pragma once
#include "identity.h"
#include "tally.h"
#include "udp-batch.h"

void open_qualify(int users, int port);

/** Sends up to `limit` OPTIONS (at most 64) to registered phones at random. */
void send_qualifies(struct batch *outbox, int limit, struct tally *tally);

/** The final answer to one of them, at Asterisk. */
void note_qualify_answer(struct mark branch, const char *response, struct tally *tally);

/** OPTIONS without an answer yet. */
int count_waiting_qualifies(void);

/** Gives up on answers that did not come within T1. */
void give_up_on_qualifies(struct tally *tally);
