// Calls as Asterisk answers them: 401 to an INVITE without credentials; 100, 180 and 200 to one with.
#pragma once
#include "identity.h"
#include "tally.h"
#include "udp-batch.h"

void open_answered_calls(int users, int port);

/** Requests of phone `call.number` in its call `call.serial`; answers go to `source`. */
void take_invite(struct batch *outbox, struct sockaddr_in source, struct mark call,
                 const char *request, struct tally *tally);
void take_ack(struct batch *outbox, struct mark call, const char *request, struct tally *tally);
void take_bye(struct batch *outbox, struct sockaddr_in source, struct mark call,
              const char *request, struct tally *tally);

/** The final answer to Asterisk's own BYE. */
void note_bye_answer(struct mark call, const char *response, struct tally *tally);

/** Gives up on answers that did not come within T1. */
void give_up_on_byes(struct tally *tally);
