// Who phone number N is: its user, the private address that it believes to have, the loopback
// address that its packets come from, and the names under which its messages are found again.
#pragma once
#include "text.h"
#include <netinet/in.h>

/** Sockets of the phones: more would make poll() the bottleneck. Phone N has number N modulo this. */
enum { PHONE_SOCKETS = 16, MAX_USERS = 1000000 };

/** Marks, each followed by the phone's number and a serial in hex, joined by a dash. */
#define PHONE_BRANCH "z9hG4bK-load-"     // serial: CSeq
#define ASTERISK_BRANCH "z9hG4bK-ast-"   // serial: of its OPTIONS or of the call
#define PHONE_TAG "tag=load-"            // serial: of the call; 0 outside of calls
#define ASTERISK_TAG "tag=as-"           // serial: of the call
#define REFUSAL_TAG "tag=refused-"       // serial: of the call; To tag of a challenge

/** What follows a mark in a message. */
struct mark {
  int number;
  uint32_t serial;
};

void put_mark(struct writer *out, int number, uint32_t serial);

/** Finds the first such mark; false when there is none, or no such phone. */
bool read_mark(const char *message, const char *prefix, int users, struct mark *mark);

/** Differs from run to run, so that no two runs share a Call-ID or a digest response. */
uint64_t get_run_identity(void);

void put_user(struct writer *out, int number);
void put_private_address(struct writer *out, int number);

/** The URI in the phone's Contact, without brackets. */
void put_contact_uri(struct writer *out, int number);

/** One for all REGISTERs of a phone (serial 0), another for each of its calls. */
void put_call_id(struct writer *out, int number, uint32_t serial);

/** Each phone's own address in 127.1.0.0/12, in network order. */
in_addr_t phone_address(int number);
