import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from './build.mjs'
import { binOf, ROOT, runAsCommand } from './prepare.mjs'

const watch = async () => {
  await build()
  const args = [binOf('tsx'), 'watch', '--clear-screen=false', 'src/main.ts']
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => {
    process.exitCode = code ?? 0
  })
}

/** The server runs in this very process: signals reach it and its exit code is ours. */
const start = async () => {
  await build()
  process.chdir(ROOT)
  process.setSourceMapsEnabled(true)
  await import(pathToFileURL(join(ROOT, 'dist', 'main.js')).href)
}

await runAsCommand(process.argv.includes('--watch') ? watch : start)
