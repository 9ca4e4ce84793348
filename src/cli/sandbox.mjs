// `npm run sandbox`: installs what is missing and lives a scenario; nothing is built, so a running instance keeps its files.
import { join } from 'node:path'
import { binOf, prepare, run, runAsCommand } from './prepare.mjs'

await runAsCommand(async () => {
  await prepare()
  const code = await run(process.execPath, [binOf('tsx'), join('src', 'cli', 'sandbox.ts'), ...process.argv.slice(2)])
  if (code !== 0) process.exitCode = code
})
