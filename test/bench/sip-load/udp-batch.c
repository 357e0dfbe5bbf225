// UDP sockets read and written up to 64 datagrams per system call.
#define _GNU_SOURCE
#include "udp-batch.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Beyond the system's limit where that is permitted, else up to it. */
static void enlarge_buffers(int socket) {
  int bytes = 8 << 20;
  if (setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) != 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  if (setsockopt(socket, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof bytes) != 0)
    setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

static struct sockaddr_in socket_address(const char *address, int port) {
  struct sockaddr_in result = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  inet_pton(AF_INET, address, &result.sin_addr);
  return result;
}

struct sockaddr_in loopback_address(int port) { return socket_address("127.0.0.1", port); }

int open_udp(const char *address, int port) {
  int opened = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in own = socket_address(address, port);
  if (opened < 0 || bind(opened, (struct sockaddr *)&own, sizeof own) != 0) {
    fprintf(stderr, "sip-load: cannot open udp %s:%d: %m\n", address, port);
    exit(1);
  }
  enlarge_buffers(opened);
  return opened;
}

static void prepare_header(struct batch *batch, int index, size_t length) {
  batch->vector[index] = (struct iovec){batch->bytes[index], length};
  batch->header[index].msg_hdr = (struct msghdr){
      .msg_name = &batch->address[index],
      .msg_namelen = sizeof batch->address[index],
      .msg_iov = &batch->vector[index],
      .msg_iovlen = 1,
  };
}

int receive_batch(int socket, struct batch *batch) {
  for (int i = 0; i < BATCH_SIZE; i++) prepare_header(batch, i, DATAGRAM_SIZE - 1);
  int received = recvmmsg(socket, batch->header, BATCH_SIZE, MSG_DONTWAIT, NULL);
  batch->count = received < 0 ? 0 : received;
  for (int i = 0; i < batch->count; i++) batch->bytes[i][batch->header[i].msg_len] = '\0';
  return batch->count;
}

void address_datagram(struct batch *batch, int index, size_t length, struct sockaddr_in to) {
  batch->address[index] = to;
  prepare_header(batch, index, length);
}

int send_batch(int socket, struct batch *batch) {
  int sent = 0;
  while (sent < batch->count) {
    int taken = sendmmsg(socket, batch->header + sent, (unsigned)(batch->count - sent), 0);
    if (taken <= 0) break;
    sent += taken;
  }
  return sent;
}
