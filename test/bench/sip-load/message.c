// Reading a SIP message, and writing what a response repeats of its request.
#include "message.h"
#include <stdlib.h>

struct span find_header(const char *message, const char *name) {
  size_t name_length = strlen(name);
  const char *cursor = message;
  take_line(&cursor);
  for (struct span line = take_line(&cursor); line.length > 0; line = take_line(&cursor)) {
    if (is_header(line, name, name_length)) return line;
  }
  return (struct span){0};
}

bool is_request(const char *message, const char *method) {
  size_t length = strlen(method);
  return strncmp(message, method, length) == 0 && message[length] == ' ';
}

bool is_response(const char *message) { return strncmp(message, "SIP/2.0 ", 8) == 0; }

int read_status(const char *response) { return atoi(response + 8); }

bool is_answer_to(const char *response, const char *method) {
  struct span line = find_header(response, "CSeq");
  return line.length > 0 && has_text(line, method);
}

bool has_request_uri(const char *request, struct span uri) {
  const char *start = strchr(request, ' ');
  return start != NULL && strncmp(start + 1, uri.at, uri.length) == 0 &&
         start[1 + uri.length] == ' ';
}

struct span take_uri(struct span header) {
  const char *start = header.length == 0 ? NULL : memchr(header.at, '<', header.length);
  if (start == NULL) return (struct span){0};
  const char *end = memchr(start, '>', (size_t)(header.at + header.length - start));
  if (end == NULL) return (struct span){0};
  return (struct span){start + 1, (size_t)(end - start - 1)};
}

static bool is_repeated(struct span line) {
  return IS_HEADER(line, "Via") || IS_HEADER(line, "Record-Route") || IS_HEADER(line, "From") ||
         IS_HEADER(line, "Call-ID") || IS_HEADER(line, "CSeq");
}

void put_response_start(struct writer *out, const char *status, const char *request,
                        struct span to_tag) {
  put_text(out, "SIP/2.0 ");
  put_bytes(out, status, strlen(status));
  put_text(out, "\r\n");
  const char *cursor = request;
  take_line(&cursor);
  for (struct span line = take_line(&cursor); line.length > 0; line = take_line(&cursor)) {
    if (is_repeated(line)) {
      put_bytes(out, line.at, line.length);
    } else if (IS_HEADER(line, "To")) {
      put_bytes(out, line.at, line.length - 2);
      put_bytes(out, to_tag.at, to_tag.length);
      put_text(out, "\r\n");
    }
  }
}
