// A round as one line of JSON.
#include "tally.h"
#include <stdio.h>

/** The latency in µs that `share` (0 to 1) of the answers did not exceed; 0 without answers. */
static uint64_t latency_percentile(const struct tally *tally, double share) {
  uint64_t wanted = (uint64_t)((double)tally->answered * share);
  uint64_t seen = 0;
  for (uint64_t us = 0; us <= GIVE_UP_US; us++) {
    seen += tally->latency_us[us];
    if (seen > wanted) return us;
  }
  return 0;
}

static void print_count(const char *name, uint64_t value) {
  printf(",\"%s\":%llu", name, (unsigned long long)value);
}

void print_tally(const struct tally *tally, const char *command, double seconds, bool everyone) {
  printf("{\"command\":\"%s\",\"seconds\":%.4f,\"perSecond\":%.1f", command, seconds,
         (double)tally->answered / seconds);
#define PRINT_COUNT(field, name) print_count(name, tally->field);
  COUNTS(PRINT_COUNT)
  print_count("p50Us", latency_percentile(tally, 0.5));
  print_count("p99Us", latency_percentile(tally, 0.99));
  print_count("p999Us", latency_percentile(tally, 0.999));
  printf(",\"everyoneRegistered\":%s}\n", everyone ? "true" : "false");
  fflush(stdout);
}
