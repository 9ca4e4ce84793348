import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from './build.mjs'
import { ROOT, runAsCommand } from './prepare.mjs'

/** Checks a configuration without starting anything. `--json` for programs, `--lang=en` for English. */
const doctor = async () => {
  const say = console.log
  // With --json nothing but the report may stand on the standard output.
  console.log = console.error
  await build()
  console.log = say
  process.chdir(ROOT)
  await import(pathToFileURL(join(ROOT, 'dist', 'cli', 'doctor.js')).href)
}

await runAsCommand(doctor)
