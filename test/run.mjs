// Every check, then one closing line. Node's own modules only: it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { build } from '../src/cli/build.mjs'
import { binOf, prepare, ROOT, run, Trouble } from '../src/cli/prepare.mjs'
import { useMemoryForScratch } from './scratch.mjs'

const RESULTS = join(ROOT, 'test', 'output', 'vitest.json')
const CHROMES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const FAKETIME = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`,
)

const total = { passed: 0, failed: 0, skipped: 0 }
const note = (name, good) => {
  total[good ? 'passed' : 'failed']++
  console.log(`${good ? 'ok' : 'FAILED'}: ${name}`)
}

const reachable = (url) =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port || 5432), timeout: 3_000 })
    const end = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket
      .on('connect', () => end(true))
      .on('error', () => end(false))
      .on('timeout', () => end(false))
  })

/** A tool run as one test of its own. */
const check = async (name, args) => note(name, (await run(process.execPath, args)) === 0)

/** On a developer's machine what is missing is skipped; in CI it would hide that nothing was tested. */
const checkSurroundings = async () => {
  const database = process.env.TEST_DATABASE_URL ?? ''
  const chrome = [process.env.CHROME_PATH ?? '', ...CHROMES].find((path) => path !== '' && existsSync(path))
  if (database !== '' && !(await reachable(database))) note('TEST_DATABASE_URL names a PostgreSQL that answers', false)
  if (chrome !== undefined) process.env.CHROME_PATH = chrome
  if (process.env.CI !== 'true') return
  if (database === '') note('CI has a PostgreSQL (set TEST_DATABASE_URL)', false)
  if (chrome === undefined) note('CI has a Chromium (install one or set CHROME_PATH)', false)
  if (spawnSync('promtool', ['--version']).error !== undefined)
    note('CI has promtool for the alert rules (Debian: apt install prometheus)', false)
  if (!FAKETIME.some((path) => existsSync(path)))
    note('CI has libfaketime for the jumps of the clock (Debian: apt install faketime)', false)
}

const countSuites = (exitCode) => {
  if (!existsSync(RESULTS)) return note('vitest ran', false)
  const read = JSON.parse(readFileSync(RESULTS, 'utf8'))
  total.passed += read.numPassedTests
  total.failed += read.numFailedTests
  total.skipped += read.numPendingTests + read.numTodoTests
  // A file that cannot even be loaded has no tests that could fail.
  for (const file of read.testResults) {
    if (file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'))
      note(file.name, false)
  }
  if (exitCode !== 0 && total.failed === 0) note('vitest ended without errors outside its tests', false)
}

const checkAll = async () => {
  await prepare()
  useMemoryForScratch()
  await checkSurroundings()
  await build()
  note('build', true)
  await check('types of the server and the tests', [binOf('typescript', 'tsc'), '--noEmit', '-p', 'tsconfig.json'])
  await check('types of the sidebar page', [binOf('vue-tsc'), '--noEmit', '-p', 'sidebar-h5/tsconfig.json'])
  await check('lint and format', [binOf('@biomejs/biome', 'biome'), 'check', '--error-on-warnings', '.'])
  rmSync(RESULTS, { force: true })
  mkdirSync(join(ROOT, 'test', 'output'), { recursive: true })
  countSuites(await run(process.execPath, [binOf('vitest'), 'run', ...process.argv.slice(2)]))
}

try {
  await checkAll()
} catch (error) {
  console.error(error instanceof Trouble ? error.message : error)
  note('the checks could run to their end', false)
}
const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
process.exitCode = total.failed === 0 ? 0 : 1
