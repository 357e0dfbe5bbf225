// The phones: each has one socket and one address for life, a private Via and Contact that are only
// named, no rport, and waits for one thing at a time.
#pragma once
#include "digest.h"
#include "identity.h"
#include "tally.h"
#include "udp-batch.h"

enum waiting {
  FOR_NOTHING,
  FOR_REGISTER_ANSWER,
  FOR_INVITE_ANSWER,
  FOR_BYE_ANSWER,
  FOR_BYE,
};

struct phone {
  uint64_t sent_at;  // ns
  uint32_t c_seq;       // of the last request
  uint32_t call;        // how many calls it began
  uint32_t lost_c_seq;  // of the last request that it gave up
  uint32_t lost_call;   // of the last call that it gave up
  enum waiting waiting;
  bool with_credentials;  // the request that it waits for
  bool registered;
  uint8_t nonce_length;  // 0: no challenge to answer
  char nonce[NONCE_SIZE];
};

extern struct phone *phones;
extern int user_count;

/** Opens the phones' sockets from `first_port` on and gives them to `sockets`. */
void open_phones(int users, int first_port, int proxy_port, int sockets[PHONE_SOCKETS]);

/** The number of the next socket whose turn it is to begin something. */
int choose_group(void);

/** The next phone of the group that waits for nothing and has no challenge to answer; or -1. */
int choose_idle_phone(int group, bool may_be_registered);

/** Where the phones of a group write their datagrams; whoever wrote sends the batch. */
struct batch *phone_outbox(int group);

/** What was written to the outbox goes to the proxy, from the phone's own address. */
void finish_for_proxy(struct batch *outbox, int number, struct writer out);

/** Remembers the nonce of a 401; false when it has none. */
bool note_nonce(struct phone *phone, const char *response);

/** The phone waits from now, or for nothing any more. */
void set_waiting(struct phone *phone, enum waiting waiting);

/** Phones that wait for something. */
int count_waiting_phones(void);

/** Gives up on what did not come within T1: those phones may begin anew. */
void give_up_on_phones(struct tally *tally);
