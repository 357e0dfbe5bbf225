// The phones: each has one socket for life, a private Via and Contact that are only named, no rport,
// one Call-ID, rising CSeqs, and answers the challenge that it got itself.
#pragma once
#include "tally.h"
#include <stdbool.h>

/** More would make poll() the bottleneck; a multiple of two that divides 10,000. */
enum { PHONE_SOCKETS = 16 };

/** Opens the phones' sockets on 127.0.0.2 from `first_port` and gives them to `sockets`. */
void open_phones(int users, int first_port, int proxy_port, int sockets[PHONE_SOCKETS]);

/** Sends up to `limit` REGISTERs (at most 64) from the next socket's phones that wait for nothing. */
void send_requests(int limit, struct tally *tally);

/** Reads up to 64 responses on the socket with that index. */
void receive_responses(int socket_index, struct tally *tally);

/** Gives up on requests without an answer after T1: their phones may send again. */
void give_up_on_lost(struct tally *tally);

int count_waiting(void);
bool is_everyone_registered(void);

/** From now on, print one 200 and the next refusal to stderr. */
void show_phone_examples(void);
