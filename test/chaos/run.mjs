// `npm run chaos`: installs and builds what is missing, then kills the product until the plan is through.
import { join } from 'node:path'
import { build } from '../../src/cli/build.mjs'
import { binOf, run, runAsCommand } from '../../src/cli/prepare.mjs'

await runAsCommand(async () => {
  await build()
  const code = await run(process.execPath, [binOf('tsx'), join('test', 'chaos', 'main.ts'), ...process.argv.slice(2)])
  if (code !== 0) process.exitCode = code
})
