import { defineConfig } from 'vitest/config';

/** `fast` needs nothing but Node and runs in `npm run check`; `lab` needs real Asterisk and real NAT. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'fast',
          root: import.meta.dirname,
          include: ['unit/**/*.test.ts', 'wire/**/*.test.ts'],
          // No file leaves anything behind, and a process for each would cost more than the tests.
          isolate: false,
          // No test of its own takes as long; a machine that others keep busy may.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'lab',
          root: import.meta.dirname,
          include: ['integration/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 150_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
