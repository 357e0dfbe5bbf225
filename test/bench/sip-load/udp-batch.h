// UDP sockets read and written up to 64 datagrams per system call.
#pragma once
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum { BATCH_SIZE = 64, DATAGRAM_SIZE = 4096 };

/** Up to BATCH_SIZE datagrams with their addresses. Owns its buffers; too big for a stack. */
struct batch {
  int count;
  char bytes[BATCH_SIZE][DATAGRAM_SIZE];
  struct sockaddr_in address[BATCH_SIZE];
  struct iovec vector[BATCH_SIZE];
  struct mmsghdr header[BATCH_SIZE];
};

/** A bound, non-blocking socket with large buffers; ends the process when the port is taken. */
int open_udp(const char *address, int port);

struct sockaddr_in loopback_address(int port);

/** Fills the batch with what has arrived, NUL-terminated; returns how many datagrams. */
int receive_batch(int socket, struct batch *batch);

/** The batch is `count` datagrams; this sets length and destination of number `index`. */
void address_datagram(struct batch *batch, int index, size_t length, struct sockaddr_in to);

/** Sends the batch; returns how many datagrams the kernel took. */
int send_batch(int socket, struct batch *batch);
