import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { type Closers, closeHouse, openDoors, openHouse, stopWork } from '../../src/house.ts'
import { freePort, seedTrial } from '../../src/trial.ts'
import { migratedDatabase } from '../support/store.ts'

const ROOT = new URL('../../', import.meta.url)
export const OUTPUT = new URL('test/output/', ROOT)
/** What the server said, for whoever looks into a red run. */
const LOG = new URL('trial.log', OUTPUT)
const CHROME = process.env.CHROME_PATH ?? '/usr/bin/chromium'
const START_MS = 90_000
/** A machine that runs everything at once is slow; a page that never gets there is still found out. */
export const SOON = { timeout: 60_000 }

/** On a laptop without a browser these stories are left out; on the build machine a missing browser must be seen. */
export const canBrowse = existsSync(CHROME) || process.env.CI === 'true'

let shared: Promise<Browser> | null = null

const launch = async (): Promise<Browser> => {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
  const browser = await chromium.launch({ executablePath: CHROME, args })
  browser.close = async () => {
    await Promise.all(browser.contexts().map((one) => one.close()))
  }
  return browser
}

/** One for all files of this process: closing it closes what the file opened in it, and the next one finds it warm. */
export const openBrowser = async (): Promise<Browser> => {
  shared ??= launch()
  if ((await shared).isConnected()) return shared
  shared = launch()
  return shared
}

const announced = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    writeFileSync(LOG, '')
    const hear = (part: Buffer): void => {
      said += part.toString('utf8')
      appendFileSync(LOG, part)
      const found = /http:\/\/\S+\/sandbox\//.exec(said)
      if (found !== null) resolve(found[0])
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.on('exit', (code, signal) => {
      appendFileSync(LOG, `\nstopped with ${code ?? signal}\n`)
      reject(new Error(`掌柜 stopped with ${code ?? signal}: ${said.slice(-2000)}`))
    })
    setTimeout(() => reject(new Error(`掌柜 did not say where it is: ${said.slice(-2000)}`)), START_MS).unref()
  })

export type Trial = { url: string; stop: () => Promise<void> }

/** An empty directory, on a Tuesday morning. */
const openTrial = () => {
  if (!existsSync(new URL('dist/main.js', ROOT))) throw new Error('Run `npm run build` first: dist/main.js is missing.')
  mkdirSync(OUTPUT, { recursive: true })
  const dataDir = mkdtempSync(join(tmpdir(), 'zhanggui-browser-'))
  return {
    env: { DATA_DIR: dataDir, TRIAL_CLOCK: '2026-11-24T10:00:00+08:00' },
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

/** The product as a person starts it. */
export const startBuilt = async (): Promise<Trial> => {
  const { env, remove } = openTrial()
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: ROOT,
    env: { PATH, HOME, NODE_ENV: 'production', PORT: `${await freePort('127.0.0.1')}`, ...env },
  })
  const stop = async (): Promise<void> => {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode === null && child.kill('SIGTERM')) await gone
    remove()
  }
  try {
    return { url: await announced(child), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * The same house in this very process: a process of its own costs each file eight seconds of the machine, the embedded
 * database another six. `startBuilt` is the one that has it, as a laptop does.
 */
export const startTrial = async (): Promise<Trial> => {
  const { env, remove: removeDirectory } = openTrial()
  const database = await migratedDatabase()
  const remove = async (): Promise<void> => {
    removeDirectory()
    await database?.drop()
  }
  const closers: Closers = []
  const stored = database === null ? {} : { DATABASE_URL: database.url }
  const opening = openHouse({ PORT: '0', LOG_LEVEL: 'silent', ...stored, ...env }, { closers, isLeaving: () => false })
  const house = await opening
    .then(async (opened) => {
      await openDoors(opened)
      return opened
    })
    .catch(async (error) => {
      await closeHouse(closers, null)
      await remove()
      throw error
    })
  let leaving = false
  const seeded = house.sandbox === null ? Promise.resolve() : seedTrial(house.deps, house.sandbox)
  // Whoever closes the house while it is still being furnished ends that too.
  const furnished = seeded.catch((error: unknown) => {
    if (!leaving) throw error
  })
  return {
    url: `${house.config.publicUrl}/sandbox/`,
    stop: async () => {
      leaving = true
      await closeHouse(closers, stopWork(house))
      await furnished
      await remove()
    },
  }
}

export type Visitor = { page: Page; complaints: string[]; close: () => Promise<void> }

// A visit without a session is answered 401 and led to the login; the browser writes that down as an error of its own.
const isLogin = (text: string): boolean => /status of 401/.test(text)

/**
 * The server answers everything again. An answer still being changed then is let go of: `unroute` alone leaves it
 * running, and where the browser closes meanwhile it fails outside of every test.
 */
export const answersAgain = (page: Page): Promise<void> => page.unrouteAll({ behavior: 'ignoreErrors' })

/** A browser of its own for one member, with everything the console complained about. */
export const visit = async (
  browser: Browser,
  trial: Trial,
  given: BrowserContextOptions & { as: string },
): Promise<Visitor> => {
  const { as, ...options } = given
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 800 }, ...options })
  await context.addCookies([{ name: 'sandbox_userid', value: as, url: new URL('/', trial.url).toString() }])
  const page = await context.newPage()
  page.setDefaultTimeout(SOON.timeout)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !isLogin(message.text()))
      complaints.push(`${message.text()} ${message.location().url}`)
  })
  const close = async (): Promise<void> => {
    await answersAgain(page)
    await context.close()
  }
  return { page, complaints, close }
}
