// `npm run mutate`: installs its own tools beside itself the first time, then changes the product line by line.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmCommand, run, runAsCommand } from '../../src/cli/prepare.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const STRYKER = join(HERE, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js')

await runAsCommand(async () => {
  if (!existsSync(STRYKER)) {
    // The runner takes the house's own Vitest.
    const install = ['ci', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', HERE]
    const [command, first] = npmCommand()
    const code = await run(command, [...first, ...install])
    if (code !== 0) throw new Error(`npm ci in ${HERE} ended with ${code}`)
  }
  // One engine is enough to notice a changed line; PostgreSQL opens an empty database ten times as fast.
  process.env.TEST_ENGINE ??= process.env.TEST_DATABASE_URL === undefined ? 'embedded' : 'postgres'
  const code = await run(process.execPath, [
    STRYKER,
    'run',
    join('test', 'mutation', 'stryker.config.mjs'),
    ...process.argv.slice(2),
  ])
  if (code !== 0) process.exitCode = code
})
