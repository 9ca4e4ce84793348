import { mkdirSync } from 'node:fs'
import type { Server } from 'node:http'
import { Socket } from 'node:net'
import closeWithGrace from 'close-with-grace'
import { buildApp } from './app.ts'
import { begin } from './begin.ts'
import type { Bot, BotEvents } from './bot/bot.ts'
import { openWechaty } from './bot/wechaty-bot.ts'
import { BadConfig, type Config, readConfig } from './config.ts'
import { DirectoryBusy } from './db/lock.ts'
import { openDb } from './db/open.ts'
import { KeyMissing } from './db/sealing.ts'
import { createDeps, OtherCompany } from './deps.ts'
import { hearRoom } from './features/rooms/hear-room.ts'
import { createLogger } from './http/logging.ts'
import type { AppCore } from './reactions.ts'
import { isLoopback, SandboxRefused } from './sandbox/refuse-outside.ts'
import { freePort, openSandbox, seedTrial, TRIAL_CORP, trialConfig } from './trial.ts'

const GRACE_MS = 4_500
/** For as long as a proxy may need to see that we leave; with the embedded database nobody else could take over. */
const DRAIN_MS = { postgres: 1_000, embedded: 200 } as const
/** What is at WeCom's door may take ten seconds: it is cut off, and its row is taken up again after the start. */
const WORK_MS = 1_500

/** At most one bot speaks in groups; what it needs is loaded only when it is configured. */
const openBot = async (config: Config, { now, ...events }: BotEvents & { now: () => Date }): Promise<Bot | null> => {
  if (config.wechaty !== null) return openWechaty(config.wechaty, events)
  if (config.smartRobot === undefined) return null
  const { openSmartRobot } = await import('./bot/smart-robot.ts')
  return openSmartRobot(config.smartRobot, events, now)
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Under a keeper (`npm run serve`) people's sockets come from its hand. Its messages come in order, signals do not:
 * a socket that is on its way when we are told to leave must still be answered.
 */
const takeSockets = (server: Server, leave: () => void): void => {
  if (process.send === undefined) return
  process.on('message', (message: unknown, socket: unknown) => {
    if (message === 'leave') leave()
    if (message === 'socket' && socket instanceof Socket) server.emit('connection', socket)
  })
  // A keeper that is gone cannot tell anybody to stop.
  process.on('disconnect', leave)
  process.send('ready')
}

/** Told to stop before the start was through. */
class Left extends Error {}

/** Whatever was opened, with how it is closed again; the last one opened goes first. */
type Open = { closers: (() => Promise<unknown>)[]; isLeaving: () => boolean }

const prepare = async ({ closers, isLeaving }: Open) => {
  const given = readConfig(process.env)
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

type House = Awaited<ReturnType<typeof prepare>>

const stopWork = async ({ deps }: House): Promise<void> => {
  const late = setTimeout(() => void deps.wecom.close(), WORK_MS)
  await deps.workers.stop().finally(() => clearTimeout(late))
}

const run = async (): Promise<void> => {
  let leaving = false
  const closers: (() => Promise<unknown>)[] = []
  let prepared: Promise<House> | null = null
  // First of all: whoever is told to stop while still opening closes what is open by then.
  const { close } = closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err, signal, manual }) => {
    leaving = true
    const house = (await prepared?.catch(() => null)) ?? null
    if (err !== undefined) (house?.log ?? console).error({ err }, 'stopping because of an error')
    const rest = house === null ? null : stopWork(house)
    const kind = house?.opened.kind
    // Ctrl-C is a person who waits; SIGTERM and a keeper have somebody else to send people to.
    if (kind !== undefined && (manual === true || (signal === 'SIGTERM' && kind === 'postgres')))
      await pause(DRAIN_MS[kind])
    for (const one of closers.splice(-2).reverse()) await one()
    await rest
    for (const one of closers.reverse()) await one()
  })
  const stop = (): void => {
    if (!leaving) close()
  }
  prepared = prepare({ closers, isLeaving: () => leaving })
  // What fails because the house was closed under it is no failure.
  await prepared
    .then((house) => serve(house, stop))
    .catch((error) => {
      if (!leaving) throw error
    })
}

const serve = async ({ config, log, opened, deps, app, bot, sandbox }: House, stop: () => void): Promise<void> => {
  await app.listen({ port: config.port, host: config.host })
  await begin(deps)
  deps.workers.start()
  takeSockets(app.server, stop)
  bot?.start().catch((error) => log.error({ err: error }, 'the bot could not log in'))
  if (sandbox === null) {
    log.info({ url: config.publicUrl, database: opened.kind }, '掌柜 is ready')
    return
  }
  if (!isLoopback(config.host)) log.warn({ host: config.host }, 'the trial lets whoever reaches this port be anybody')
  const address = `${config.publicUrl}/sandbox/`
  console.log(`\n  掌柜已启动（演示公司，不需要企业微信）\n  打开 Open:  ${address}\n  停止 Stop:  Ctrl-C\n`)
  await seedTrial(deps, sandbox)
}

run().catch((error: unknown) => {
  const plain =
    error instanceof BadConfig ||
    error instanceof DirectoryBusy ||
    error instanceof KeyMissing ||
    error instanceof OtherCompany ||
    error instanceof SandboxRefused
  console.error(plain ? (error as Error).message : error)
  process.exit(1)
})
