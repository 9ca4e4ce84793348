import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/output/**', 'test/bench/**'],
    globalSetup: ['test/support/migrated-database.ts'],
    pool: 'forks',
    // Many stories wait for a browser, a database or a window of WeCom's: others use the two cores meanwhile.
    maxWorkers: 3,
    // Loading the product anew for each file costs more than most files. What a file leaves behind in a module would
    // be a fault of the product too.
    isolate: false,
    // What waits in vain is found out by its own shorter patience; this is for machines that do much else meanwhile.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    reporters: ['default', ['json', { outputFile: 'test/output/vitest.json' }]],
  },
})
