import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { binOf, isMain, prepare, ROOT, run, runAsCommand, Trouble } from './prepare.mjs'

const DIST = join(ROOT, 'dist')
const STAMP = join(DIST, '.stamp.json')
const TEMPLATE = join(DIST, 'pgdata')
const SIDEBAR_DIST = join(ROOT, 'sidebar-h5', 'dist')
const NOT_INPUT = new Set(['node_modules', 'dist'])

const filesUnder = (path) => {
  if (!existsSync(path)) return []
  const entries = readdirSync(path, { withFileTypes: true })
  return entries.flatMap((entry) => {
    const full = join(path, entry.name)
    if (entry.isDirectory()) return NOT_INPUT.has(entry.name) ? [] : filesUnder(full)
    return [full]
  })
}

const hashOf = (paths) => {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '')
  const files = paths.flatMap((path) => (path.includes('.') && existsSync(path) ? [path] : filesUnder(path)))
  for (const file of files.sort())
    hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

const at = (...parts) => join(ROOT, ...parts)
const lock = at('package-lock.json')

const buildServer = async () => {
  // What was removed from src must not live on in dist; the template and the stamp are steps of their own.
  for (const name of existsSync(DIST) ? readdirSync(DIST) : []) {
    if (name !== 'pgdata' && name !== '.stamp.json') rmSync(join(DIST, name), { recursive: true, force: true })
  }
  const code = await run(process.execPath, [binOf('typescript', 'tsc'), '-p', 'tsconfig.build.json'])
  if (code !== 0) throw new Trouble('The server does not compile, see above.')
  const page = at('src', 'sandbox', 'page')
  if (existsSync(page)) cpSync(page, join(DIST, 'sandbox', 'page'), { recursive: true })
}

const buildSidebar = async () => {
  const config = join('sidebar-h5', 'vite.config.ts')
  const args = [binOf('vite'), 'build', '--config', config, '--logLevel', 'warn']
  const code = await run(process.execPath, args, { env: { ...process.env, NODE_ENV: 'production' } })
  if (code !== 0) throw new Trouble('The sidebar page does not build, see above.')
  // Packed once here, so that a phone on a slow line never waits for what could have been a third of the size.
  for (const file of filesUnder(join(SIDEBAR_DIST, 'assets')).filter((one) => /\.(js|css|svg)$/.test(one))) {
    const plain = readFileSync(file)
    writeFileSync(`${file}.gz`, gzipSync(plain, { level: 9 }))
    writeFileSync(`${file}.br`, brotliCompressSync(plain))
  }
}

const buildTemplate = async () => {
  const code = await run(process.execPath, [join(DIST, 'cli', 'make-template.js'), TEMPLATE])
  if (code !== 0) throw new Trouble('The template of the embedded database could not be made, see above.')
}

/** Each step runs when what goes into it changed or what comes out of it is gone. */
const STEPS = [
  {
    name: 'server',
    inputs: [at('src'), at('tsconfig.json'), at('tsconfig.build.json'), lock],
    output: join(DIST, 'main.js'),
    work: buildServer,
  },
  {
    name: 'sidebar page',
    // The page shares request and response types and pure rules with the server.
    inputs: [at('sidebar-h5'), at('src', 'features'), at('src', 'lang'), lock],
    output: join(SIDEBAR_DIST, 'index.html'),
    work: buildSidebar,
  },
  {
    name: 'database template',
    inputs: [at('drizzle'), at('src', 'db'), at('src', 'cli', 'make-template.ts'), lock],
    output: TEMPLATE,
    work: buildTemplate,
  },
]

const readStamps = () => {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8'))
  } catch {
    return {}
  }
}

export const build = async ({ force = false } = {}) => {
  await prepare()
  mkdirSync(DIST, { recursive: true })
  const stamps = readStamps()
  for (const { name, inputs, output, work } of STEPS) {
    const hash = hashOf(inputs)
    if (!force && stamps[name] === hash && existsSync(output)) continue
    console.log(`Building the ${name} …`)
    // Taken away first: a step that fails half-way must not look finished the next time.
    delete stamps[name]
    writeFileSync(STAMP, JSON.stringify(stamps))
    await work()
    stamps[name] = hash
    writeFileSync(STAMP, JSON.stringify(stamps))
  }
}

if (isMain(import.meta.url)) await runAsCommand(() => build({ force: process.argv.includes('--force') }))
