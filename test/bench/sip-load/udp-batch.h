// UDP sockets read and written up to 64 datagrams per system call. A socket may stand for every
// loopback address: each datagram then says which of them is its own.
#pragma once
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum { BATCH_SIZE = 64, DATAGRAM_SIZE = 4096 };

/** Room for the one control message that names our own address of a datagram. */
union own_address {
  char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
  struct cmsghdr header;
};

/** Up to BATCH_SIZE datagrams with their addresses. Owns its buffers; too big for a stack. */
struct batch {
  int socket;
  int count;
  char bytes[BATCH_SIZE][DATAGRAM_SIZE];
  struct sockaddr_in remote[BATCH_SIZE];
  in_addr_t own[BATCH_SIZE];  // network order; 0: whatever the socket is bound to
  union own_address control[BATCH_SIZE];
  struct iovec vector[BATCH_SIZE];
  struct mmsghdr header[BATCH_SIZE];
};

/** A bound, non-blocking socket on 127.0.0.1; ends the process when the port is taken. */
int open_udp(int port);

/** The same on every loopback address at once. */
int open_udp_everywhere(int port);

struct sockaddr_in loopback_address(int port);

/** Fills the batch with what has arrived, NUL-terminated; returns how many datagrams. */
int receive_batch(int socket, struct batch *batch);

/** Where the next datagram is to be written; sends the batch first when it is full. */
char *next_datagram(struct batch *batch);

/** The datagram that was written there goes to `remote`, from `own` (0: the socket's address). */
void finish_datagram(struct batch *batch, size_t length, struct sockaddr_in remote, in_addr_t own);

/** Sends what was finished. What the kernel does not take is lost, as on a full interface. */
void send_batch(struct batch *batch);
