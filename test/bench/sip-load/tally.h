// What one round counts, and its latencies in a histogram of one-microsecond buckets.
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** RFC 3261 §17.1.2.1, T1: a phone without an answer by now would send again, so we call it lost. */
enum { GIVE_UP_US = 500000 };

/** Each count with its name in the result. From `stripped` on, a proxy that works leaves it at zero. */
#define COUNTS(COUNT)                                                                             \
  COUNT(begun, "begun")           /* REGISTERs, OPTIONS and calls that were begun */              \
  COUNT(qualifies, "qualifies")   /* OPTIONS among them */                                        \
  COUNT(sent, "sent")             /* requests that want an answer, from either side */            \
  COUNT(answered, "answered")     /* of these, with a final answer: the transactions */           \
  COUNT(challenged, "challenged") /* 401 to a request without credentials */                      \
  COUNT(accepted, "accepted")     /* 200 to a REGISTER or an INVITE */                            \
  COUNT(qualified, "qualified")   /* 200 to an OPTIONS that Asterisk sent to a phone */           \
  COUNT(pinged, "pinged")         /* requests of the proxy's own, at the phones */                \
  COUNT(calls, "calls")           /* hung up, and the BYE was answered */                         \
  COUNT(at_asterisk, "atAsterisk") /* REGISTERs and INVITEs that came out behind the proxy */     \
  COUNT(kept_bytes, "keptBytes")  /* of the phones' strings that no proxy can do without */       \
  COUNT(lost, "lost")             /* no answer, or no BYE, within GIVE_UP_US */                   \
  COUNT(late, "late")             /* what came of these after all */                              \
  COUNT(stripped, "stripped")     /* 401 to a request with credentials: it arrived without */     \
  COUNT(refused, "refused")       /* any other status */                                          \
  COUNT(unexpected, "unexpected") /* what nobody waits for, or not in this state */               \
  COUNT(contact_wrong, "contactWrong") /* 200 to a REGISTER with another Contact than the own */  \
  COUNT(without_rport, "withoutRport") /* at Asterisk, source port not in the phone's Via */      \
  COUNT(without_received, "withoutReceived")          /* the same for the source address */       \
  COUNT(misdirected, "misdirected")                   /* arrived at another phone's address */    \
  COUNT(uri_wrong, "uriWrong")                        /* not the Request-URI of its receiver */   \
  COUNT(route_left, "routeLeft")                      /* the receiver still sees a Route */       \
  COUNT(without_record_route, "withoutRecordRoute")   /* INVITE, 180 or 200 without one */        \
  COUNT(next_hop_wrong, "nextHopWrong")               /* a route set that leads off loopback */   \
  COUNT(without_ack, "withoutAck")                    /* the next request came before the ACK */

#define DECLARE_COUNT(field, name) uint64_t field;
struct tally {
  COUNTS(DECLARE_COUNT)
  uint32_t latency_us[GIVE_UP_US + 1];
};

static inline void note_latency(struct tally *tally, uint64_t nanoseconds) {
  uint64_t us = nanoseconds / 1000;
  tally->latency_us[us > GIVE_UP_US ? GIVE_UP_US : us]++;
}

/** Prints the round as one line of JSON. */
void print_tally(const struct tally *tally, const char *command, double seconds, bool everyone);
