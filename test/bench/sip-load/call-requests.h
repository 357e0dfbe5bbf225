// The requests of a calling phone.
#pragma once
#include "phones.h"
#include "route-set.h"

/** An INVITE with SDP, with credentials when the phone has a challenge to answer. */
void put_invite(struct writer *out, int number, const struct phone *phone);

/** RFC 3261 §17.1.1.3: the ACK to a refusal belongs to the INVITE's transaction. */
void put_refusal_ack(struct writer *out, int number, const struct phone *phone, const char *refusal);

/** ACK or BYE in the dialog that the 200 `answer` opened. */
void put_in_dialog(struct writer *out, const char *method, int number, const struct phone *phone,
                   const char *answer, const struct route_set *routes);
