// UDP sockets read and written up to 64 datagrams per system call.
#include "udp-batch.h"
#include <stdbool.h>
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

static struct sockaddr_in socket_address(in_addr_t address, int port) {
  return (struct sockaddr_in){
      .sin_family = AF_INET,
      .sin_port = htons((uint16_t)port),
      .sin_addr.s_addr = htonl(address),
  };
}

struct sockaddr_in loopback_address(int port) { return socket_address(INADDR_LOOPBACK, port); }

static void fail(int port) {
  fprintf(stderr, "sip-load: cannot open udp port %d: %m\n", port);
  exit(1);
}

static int open_socket(struct sockaddr_in own, int port) {
  int opened = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  // On every address, but of loopback only: nobody else's packets, and nothing leaves.
  bool is_confined = setsockopt(opened, SOL_SOCKET, SO_BINDTODEVICE, "lo", sizeof "lo") == 0;
  if (!is_confined || bind(opened, (struct sockaddr *)&own, sizeof own) != 0) fail(port);
  enlarge_buffers(opened);
  return opened;
}

int open_udp(int port) { return open_socket(loopback_address(port), port); }

int open_udp_everywhere(int port) {
  int opened = open_socket(socket_address(INADDR_ANY, port), port);
  int yes = 1;
  if (setsockopt(opened, IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes) != 0) fail(port);
  return opened;
}

static void prepare_header(struct batch *batch, int index, size_t length) {
  batch->vector[index] = (struct iovec){batch->bytes[index], length};
  batch->header[index].msg_hdr = (struct msghdr){
      .msg_name = &batch->remote[index],
      .msg_namelen = sizeof batch->remote[index],
      .msg_iov = &batch->vector[index],
      .msg_iovlen = 1,
      .msg_control = &batch->control[index],
      .msg_controllen = sizeof batch->control[index],
  };
}

/** The address that the datagram was sent to; 0 where the socket does not tell. */
static in_addr_t read_own_address(struct msghdr *header) {
  struct cmsghdr *control = CMSG_FIRSTHDR(header);
  if (control == NULL || control->cmsg_type != IP_PKTINFO) return 0;
  return ((struct in_pktinfo *)CMSG_DATA(control))->ipi_addr.s_addr;
}

int receive_batch(int socket, struct batch *batch) {
  for (int i = 0; i < BATCH_SIZE; i++) prepare_header(batch, i, DATAGRAM_SIZE - 1);
  int received = recvmmsg(socket, batch->header, BATCH_SIZE, MSG_DONTWAIT, NULL);
  batch->count = received < 0 ? 0 : received;
  for (int i = 0; i < batch->count; i++) {
    batch->bytes[i][batch->header[i].msg_len] = '\0';
    batch->own[i] = read_own_address(&batch->header[i].msg_hdr);
  }
  return batch->count;
}

char *next_datagram(struct batch *batch) {
  if (batch->count == BATCH_SIZE) send_batch(batch);
  return batch->bytes[batch->count];
}

void finish_datagram(struct batch *batch, size_t length, struct sockaddr_in remote, in_addr_t own) {
  int index = batch->count++;
  batch->remote[index] = remote;
  prepare_header(batch, index, length);
  if (own == 0) {
    batch->header[index].msg_hdr.msg_controllen = 0;
    return;
  }
  batch->control[index].header = (struct cmsghdr){
      .cmsg_len = CMSG_LEN(sizeof(struct in_pktinfo)),
      .cmsg_level = IPPROTO_IP,
      .cmsg_type = IP_PKTINFO,
  };
  struct in_pktinfo source = {.ipi_spec_dst.s_addr = own};
  memcpy(CMSG_DATA(&batch->control[index].header), &source, sizeof source);
}

void send_batch(struct batch *batch) {
  int sent = 0;
  while (sent < batch->count) {
    int taken = sendmmsg(batch->socket, batch->header + sent, (unsigned)(batch->count - sent), 0);
    if (taken <= 0) break;
    sent += taken;
  }
  batch->count = 0;
}
