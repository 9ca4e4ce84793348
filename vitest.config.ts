import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { PATIENCE_MS } from './test/support/soon.ts'

/** A new machine has measured nothing yet and begins with the largest files: these small ones would run alone at the end. */
const LONGEST = ['flow/chaos', 'ops/rolling-restart', 'ops/clock-jump', 'flow/sync-kill', 'flow/month', 'flow/takeover']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
      return at < 0 ? LONGEST.length : at
    }
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
  }
}

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
    expect: { poll: { timeout: PATIENCE_MS } },
    sequence: { sequencer: LongestFirst },
    reporters: ['default', ['json', { outputFile: 'test/output/vitest.json' }]],
  },
})
