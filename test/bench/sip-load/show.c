// Messages shown to a person, one of each kind: told apart by place and the start of the first line.
#include "show.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { KINDS = 64, START_LENGTH = 11 };

struct kind {
  const char *place;
  char start[START_LENGTH];
};

static bool is_showing;
static struct kind shown[KINDS];
static int shown_count;

void begin_to_show(void) { is_showing = true; }

void show_first(const char *place, const char *message) {
  if (!is_showing) return;
  for (int i = 0; i < shown_count; i++) {
    if (shown[i].place == place && strncmp(shown[i].start, message, START_LENGTH) == 0) return;
  }
  if (shown_count == KINDS) return;
  shown[shown_count].place = place;
  strncpy(shown[shown_count++].start, message, START_LENGTH);
  fprintf(stderr, "---- %s\n%s\n", place, message);
}
