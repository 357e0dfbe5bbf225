// Messages shown to a person, one of each kind.
#pragma once

/** From now on, show. */
void begin_to_show(void);

/** Prints the message to stderr if it is the first with that place and start. */
void show_first(const char *place, const char *message);
