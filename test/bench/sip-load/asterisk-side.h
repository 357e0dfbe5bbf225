// What arrives at Asterisk's socket behind the proxy: registrations, calls, health checks, answers.
#pragma once
#include "tally.h"
#include "udp-batch.h"

/** Opens Asterisk's socket on 127.0.0.1. */
int open_asterisk(int users, int port, int first_phone_port);

/** Reads up to 64 datagrams and sends what they call for. */
void serve_asterisk(struct tally *tally);

/** Where what Asterisk begins is written; whoever wrote sends the batch. */
struct batch *asterisk_outbox(void);
