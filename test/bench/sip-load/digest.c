// Challenges and credentials of the right shape.
#include "digest.h"
#include "identity.h"
#include <time.h>

void put_challenge(struct writer *out) {
  static uint64_t challenges;
  uint64_t number = ++challenges;
  put_text(out, "WWW-Authenticate: Digest realm=\"asterisk\",nonce=\"");
  put_decimal(out, (uint64_t)time(NULL), 10);
  put_text(out, "/");
  put_hex(out, scramble(number), 16);
  put_hex(out, scramble(~number), 16);
  put_text(out, "\",opaque=\"5d7a1c2b3e4f5061\",algorithm=MD5,qop=\"auth\"\r\n");
}

struct span find_nonce(const char *response) {
  const char *nonce = strstr(response, "nonce=\"");
  if (nonce == NULL) return (struct span){0};
  size_t length = strcspn(nonce + 7, "\"");
  return length < NONCE_SIZE ? (struct span){nonce + 7, length} : (struct span){0};
}

void put_credentials(struct writer *out, int number, struct span nonce, const char *uri) {
  static uint64_t responded;
  uint64_t response = ++responded;
  put_text(out, "Authorization: Digest username=\"");
  put_user(out, number);
  put_text(out, "\",realm=\"asterisk\",nonce=\"");
  put_bytes(out, nonce.at, nonce.length);
  put_text(out, "\",uri=\"");
  put_bytes(out, uri, strlen(uri));
  put_text(out, "\",response=\"");
  put_hex(out, scramble(get_run_identity() ^ response), 16);
  put_hex(out, scramble(response), 16);
  put_text(out, "\",algorithm=MD5,cnonce=\"");
  put_hex(out, response, 8);
  put_text(out, "\",opaque=\"5d7a1c2b3e4f5061\",qop=auth,nc=00000001\r\n");
}
