import { mkdirSync } from 'node:fs'
import { buildApp } from './app.ts'
import { begin } from './begin.ts'
import type { Bot, BotEvents } from './bot/bot.ts'
import { openWechaty } from './bot/wechaty-bot.ts'
import { type Config, readConfig } from './config.ts'
import { openDb } from './db/open.ts'
import { createDeps } from './deps.ts'
import { hearRoom } from './features/rooms/hear-room.ts'
import { createLogger } from './http/logging.ts'
import type { AppCore } from './reactions.ts'
import { freePort, openSandbox, TRIAL_CORP, trialConfig } from './trial.ts'

/** What is at WeCom's door may take ten seconds: it is cut off, and its row is taken up again after the start. */
const WORK_MS = 1_500

/** At most one bot speaks in groups; what it needs is loaded only when it is configured. */
const openBot = async (config: Config, { now, ...events }: BotEvents & { now: () => Date }): Promise<Bot | null> => {
  if (config.wechaty !== null) return openWechaty(config.wechaty, events)
  if (config.smartRobot === undefined) return null
  const { openSmartRobot } = await import('./bot/smart-robot.ts')
  return openSmartRobot(config.smartRobot, events, now)
}

/** Told to stop before the start was through. */
class Left extends Error {}

/** Whatever was opened, with how it is closed again; the last one opened goes first. */
export type Closers = (() => Promise<unknown>)[]
type Open = { closers: Closers; isLeaving: () => boolean }

/** Everything one process consists of, opened from its settings; without a company, the trial with its sandbox. */
export const openHouse = async (env: NodeJS.ProcessEnv, { closers, isLeaving }: Open) => {
  const given = readConfig(env)
  const trial = given.wecom === null
  const config = trial ? trialConfig(given, given.port === 0 ? await freePort(given.host) : given.port) : given
  const log = await createLogger(config.logLevel)
  if (config.databaseUrl === null) mkdirSync(config.dataDir, { recursive: true })
  const opened = await openDb({ url: config.databaseUrl, dataDir: config.dataDir })
  closers.push(() => opened.close())
  if (isLeaving()) throw new Left()
  let core: AppCore | null = null
  const bot = await openBot(config, {
    onRoomMessage: async (message) => {
      if (core !== null) await hearRoom(core, message)
    },
    onError: (error) => log.warn({ err: error }, 'the bot reported an error'),
    now: () => core?.now() ?? new Date(),
  })
  closers.push(async () => bot?.stop())
  const deps = await createDeps({ config, wecom: config.wecom ?? TRIAL_CORP, opened, log, bot })
  core = deps.core
  closers.push(() => deps.wecom.close())
  if (isLeaving()) throw new Left()
  const app = await buildApp(deps, {
    isLeaving,
    ...(trial ? { headHtml: '<script src="/sandbox/bridge.js"></script>' } : {}),
  })
  closers.push(() => app.close())
  const sandbox = trial ? openSandbox(deps, app) : null
  closers.push(async () => sandbox?.close())
  if (isLeaving()) throw new Left()
  return { config, log, opened, deps, app, bot, sandbox }
}

export type House = Awaited<ReturnType<typeof openHouse>>

/** From here on callbacks are answered and worked off. */
export const openDoors = async ({ app, config, deps }: House): Promise<void> => {
  await app.listen({ port: config.port, host: config.host })
  await begin(deps)
  deps.workers.start()
}

export const stopWork = async ({ deps }: House): Promise<void> => {
  const late = setTimeout(() => void deps.wecom.close(), WORK_MS)
  await deps.workers.stop().finally(() => clearTimeout(late))
}

/** Whoever is being answered is answered first, the work under way comes to its end, then what both stand on closes. */
export const closeHouse = async (closers: Closers, work: Promise<void> | null): Promise<void> => {
  for (const one of closers.splice(-2).reverse()) await one()
  await work
  for (const one of closers.reverse()) await one()
}
