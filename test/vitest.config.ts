import { defineConfig } from 'vitest/config';

/**
 * `fast` needs nothing but Node and runs in `npm run check`; `lab` needs real Asterisk and real NAT, and
 * takes what is too slow for a check: `*.slow.test.ts`.
 */
export default defineConfig({
  test: {
    // By default one core is left to others, and of two that is half.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'fast',
          root: import.meta.dirname,
          include: ['unit/**/*.test.ts', 'wire/**/*.test.ts'],
          exclude: ['**/*.slow.test.ts'],
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
          include: ['integration/**/*.test.ts', 'unit/**/*.slow.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 150_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
