import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const ROOT = new URL('../../', import.meta.url)
export const OUTPUT = new URL('test/output/', ROOT)
/** What the server said, for whoever looks into a red run. */
const LOG = new URL('trial.log', OUTPUT)
const CHROME = process.env.CHROME_PATH ?? '/usr/bin/chromium'
const START_MS = 90_000

/** On a laptop without a browser these stories are left out; on the build machine a missing browser must be seen. */
export const canBrowse = existsSync(CHROME) || process.env.CI === 'true'

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROME, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

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

/** What is started: the built product, or with TRIAL_FROM_SOURCE=true the sources, for whoever works on a page. */
const fromSource = process.env.TRIAL_FROM_SOURCE === 'true'
const ENTRY = fromSource ? ['--import', 'tsx', 'src/main.ts'] : ['dist/main.js']

/** The product as a person starts it, in an empty directory, on a Tuesday morning. */
export const startTrial = async (): Promise<Trial> => {
  if (!fromSource && !existsSync(new URL('dist/main.js', ROOT)))
    throw new Error('Run `npm run build` first: dist/main.js is missing.')
  mkdirSync(OUTPUT, { recursive: true })
  const dataDir = mkdtempSync(join(tmpdir(), 'zhanggui-browser-'))
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, ENTRY, {
    cwd: ROOT,
    env: {
      PATH,
      HOME,
      NODE_ENV: 'production',
      PORT: `${await freePort()}`,
      DATA_DIR: dataDir,
      TRIAL_CLOCK: '2026-11-24T10:00:00+08:00',
    },
  })
  const stop = async (): Promise<void> => {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode === null && child.kill('SIGTERM')) await gone
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    return { url: await announced(child), stop }
  } catch (error) {
    await stop()
    throw error
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
  page.setDefaultTimeout(20_000)
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
