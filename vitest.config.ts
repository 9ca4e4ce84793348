import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/output/**', 'test/bench/**'],
    pool: 'forks',
    maxWorkers: 2,
    // What waits in vain is found out by its own shorter patience; this is for machines that do much else meanwhile.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    reporters: ['default', ['json', { outputFile: 'test/output/vitest.json' }]],
  },
})
