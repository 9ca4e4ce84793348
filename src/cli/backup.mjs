import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from './build.mjs'
import { ROOT, runAsCommand } from './prepare.mjs'

await runAsCommand(async () => {
  await build()
  process.chdir(ROOT)
  await import(pathToFileURL(join(ROOT, 'dist', 'cli', 'backup.js')).href)
})
