// Reading and writing SIP text without copies or format strings: the load must cost far less than
// the proxy it measures. Messages are NUL-terminated by whoever received them.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/** A stretch of a message; not NUL-terminated. */
struct span {
  const char *at;
  size_t length;
};

/** Where the next byte of a message under construction goes; the buffer is the caller's. */
struct writer {
  char *at;
};

static inline void put_bytes(struct writer *out, const char *bytes, size_t length) {
  memcpy(out->at, bytes, length);
  out->at += length;
}

/** Appends a string literal; the length is known to the compiler. */
#define put_text(out, literal) put_bytes((out), (literal), sizeof(literal) - 1)

/** Appends `value` in hex, padded with zeros to at least `width` digits (at most 16). */
static inline void put_hex(struct writer *out, uint64_t value, int width) {
  char digits[16];
  int first = 16;
  do {
    digits[--first] = "0123456789abcdef"[value & 15];
    value >>= 4;
  } while (value != 0 || 16 - first < width);
  put_bytes(out, digits + first, (size_t)(16 - first));
}

/** Appends `value` in decimal, padded with zeros to at least `width` digits (at most 20). */
static inline void put_decimal(struct writer *out, uint64_t value, int width) {
  char digits[20];
  int first = 20;
  do {
    digits[--first] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0 || 20 - first < width);
  put_bytes(out, digits + first, (size_t)(20 - first));
}

/** The line at `cursor` with its line end, which `cursor` is moved behind; empty at the blank line. */
static inline struct span take_line(const char **cursor) {
  const char *start = *cursor;
  const char *end = strchr(start, '\n');
  if (end == NULL || *start == '\r') return (struct span){start, 0};
  *cursor = end + 1;
  return (struct span){start, (size_t)(end + 1 - start)};
}

/** True when the line is a header of that name, in any case. */
static inline bool is_header(struct span line, const char *name, size_t name_length) {
  return line.length > name_length && line.at[name_length] == ':' &&
         strncasecmp(line.at, name, name_length) == 0;
}
#define IS_HEADER(line, literal) is_header((line), (literal), sizeof(literal) - 1)

static inline bool has_text(struct span line, const char *text) {
  return memmem(line.at, line.length, text, strlen(text)) != NULL;
}

/** A bijection that looks random (the finalizer of splitmix64): unique in, unique out. */
static inline uint64_t scramble(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}
