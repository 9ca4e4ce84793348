// `npm run bench`: installs and builds what is missing, then measures.
import { join } from 'node:path'
import { build } from '../../src/cli/build.mjs'
import { binOf, run, runAsCommand } from '../../src/cli/prepare.mjs'

await runAsCommand(async () => {
  await build()
  const code = await run(process.execPath, [binOf('tsx'), join('test', 'bench', 'bench.ts'), ...process.argv.slice(2)])
  if (code !== 0) process.exitCode = code
})
