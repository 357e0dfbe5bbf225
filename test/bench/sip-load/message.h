// Reading a SIP message, and writing what a response repeats of its request.
#pragma once
#include "text.h"

/** The first header line of that name, with its line end; empty when there is none. */
struct span find_header(const char *message, const char *name);

bool is_request(const char *message, const char *method);
bool is_response(const char *message);

/** The status of a response, as a number. */
int read_status(const char *response);

/** True when the CSeq of a response names that method. */
bool is_answer_to(const char *response, const char *method);

/** True when the Request-URI is `uri`, byte for byte. */
bool has_request_uri(const char *request, struct span uri);

/** What stands between the first angle brackets of a header; empty when there are none. */
struct span take_uri(struct span header);

/**
 * RFC 3261 §8.2.6.2: the status line ("200 OK"), then Via, Record-Route, From, To, Call-ID and CSeq
 * as they came; `to_tag` (";tag=…", or empty) is appended to the To.
 */
void put_response_start(struct writer *out, const char *status, const char *request,
                        struct span to_tag);
