// What one round counts, and its latencies in a histogram of one-microsecond buckets.
#pragma once
#include <stdint.h>

/** RFC 3261 §17.1.2.1, T1: a phone without an answer by now would send again, so we call it lost. */
enum { GIVE_UP_US = 500000 };

struct tally {
  uint64_t sent;
  uint64_t answered;
  uint64_t challenged;     // 401 to a request without credentials
  uint64_t accepted;       // 200
  uint64_t stripped;       // 401 to a request with credentials: it arrived without them
  uint64_t refused;        // any other status
  uint64_t lost;           // no answer within GIVE_UP_US
  uint64_t unexpected;     // answers that no phone waits for, or at another phone's socket
  uint64_t contact_wrong;  // 200 whose Contact is not the phone's own
  uint64_t at_registrar;
  uint64_t without_rport;     // at the registrar, a REGISTER with no rport= in any Via
  uint64_t without_received;  // the same for received=
  uint32_t latency_us[GIVE_UP_US + 1];
};

static inline void note_latency(struct tally *tally, uint64_t nanoseconds) {
  uint64_t us = nanoseconds / 1000;
  tally->latency_us[us > GIVE_UP_US ? GIVE_UP_US : us]++;
}

/** The latency in µs that `share` (0 to 1) of the answers did not exceed; 0 without answers. */
static inline uint64_t latency_percentile(const struct tally *tally, double share) {
  uint64_t wanted = (uint64_t)((double)tally->answered * share);
  uint64_t seen = 0;
  for (uint64_t us = 0; us <= GIVE_UP_US; us++) {
    seen += tally->latency_us[us];
    if (seen > wanted) return us;
  }
  return 0;
}
