// Stands in the place of the package `request`, which is deprecated: ari-client only calls
// request(url, callback), to see whether the server answers.

const WAIT_MS = 5_000;

module.exports = function request(url, callback) {
  fetch(url, { signal: AbortSignal.timeout(WAIT_MS), redirect: 'error' }).then(
    async (response) => {
      await response.body?.cancel();
      callback(null);
    },
    () => callback(Object.assign(new Error(`cannot reach ${url}`), { code: 'ECONNREFUSED' })),
  );
};
