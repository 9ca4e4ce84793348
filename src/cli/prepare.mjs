// Plain JavaScript with Node's own modules only: this runs before anything is installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const MODULES = join(ROOT, 'node_modules')
const STAMP = join(MODULES, '.zhanggui-lock')

/** Something that a person can mend; shown without a stack. */
export class Trouble extends Error {}

export const isMain = (url) => process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === url

export const checkNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Trouble(`Node ${process.versions.node} is too old. Install Node 20.19 or newer: https://nodejs.org`)
}

/** Runs a program of ours and gives its exit code; Ctrl-C reaches it through the terminal's process group. */
export const run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options })
    child.on('error', (error) => reject(new Trouble(`${command} could not be started: ${error.message}`)))
    child.on('exit', (code, signal) => resolve(signal === null ? (code ?? 1) : 130))
  })

/** The JavaScript behind an installed command, so that no shell and no wrapper stands between us and it. */
export const binOf = (packageName, command = packageName) => {
  const folder = join(MODULES, packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
const readStamp = () => (existsSync(STAMP) ? readFileSync(STAMP, 'utf8').trim() : '')

/** npm keeps its own copy of the lock inside node_modules: the same packages there mean that nothing is missing. */
const alreadyInstalled = () => {
  const inner = join(MODULES, '.package-lock.json')
  if (!existsSync(inner)) return false
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(inner, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version,
  )
}

// npm tells its children where it is; on Windows the plain name is a .cmd file that spawn refuses without a shell.
export const npmCommand = () => {
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return [process.execPath, [script]]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []]
}

export const prepare = async () => {
  checkNode()
  const wanted = lockHash()
  if (readStamp() === wanted) return
  if (!alreadyInstalled()) {
    console.log('Installing dependencies, this takes about a minute …')
    const [command, before] = npmCommand()
    const args = [...before, 'ci', '--ignore-scripts', '--no-audit', '--no-fund']
    // NODE_ENV=production would leave the build tools out.
    const env = { ...process.env, NODE_ENV: 'development', npm_config_loglevel: 'error' }
    const code = await run(command, args, { env, shell: process.platform === 'win32' && before.length === 0 })
    if (code !== 0) {
      throw new Trouble(
        'Installing failed, see above. Check the network or proxy (npm config get registry) and start again.',
      )
    }
  }
  writeFileSync(STAMP, `${wanted}\n`)
}

/** Runs a whole command and turns trouble into one plain line. */
export const runAsCommand = async (work) => {
  try {
    await work()
  } catch (error) {
    console.error(error instanceof Trouble ? error.message : error)
    process.exitCode = 1
  }
}

if (isMain(import.meta.url)) await runAsCommand(prepare)
