// The registrar behind the proxy under test: it challenges a REGISTER without credentials, accepts
// one with (any), answers OPTIONS, and looks for what a proxy must add to the phone's Via.
#pragma once
#include "tally.h"
#include <stdbool.h>

/** Answers up to 64 requests waiting on the socket, each to where it came from. */
void serve_registrar(int socket, struct tally *tally);

/** From now on, print one accepted REGISTER to stderr. */
void show_registrar_example(void);
