import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: 'forks',
    // Tests clean up after themselves, so that files can share a worker: to start one for each is a fifth of the time.
    isolate: false,
    // Live tests wait more than they work: more workers than processors pay.
    maxWorkers: 4,
  },
});
