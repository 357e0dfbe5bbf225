// What arrives at the phones: responses go to whom they are for, requests are looked at and answered.
#pragma once
#include "tally.h"

/** Reads up to 64 datagrams on the socket with that index, and sends what they call for. */
void serve_phones(int socket_index, struct tally *tally);
